// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "operator/@name@/@name@.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "lower/onnx/lower.h"
#include "lower/onnx/testing/ort_model.h"
#include "lower/torchscript/lower.h"
#include "lower/torchscript/testing/pt_model.h"

namespace slipway::ops {
namespace {

constexpr double k@Name@Amount = 0.25;

graph::Graph @name@_graph() {
  graph::Graph graph;
  for (const char* name : {"x", "y"}) {
    graph::Value value;
    value.name = name;
    value.dtype = DType::kF32;
    value.shape = {2, 3};
    (name[0] == 'x' ? graph.inputs : graph.outputs).push_back(graph.add_value(value));
  }
  graph.nodes.push_back({.op = "slipway::@name@",
                         .overload = "",
                         .args = {{"x", graph::TensorRef{graph.inputs[0]}}, {"amount", k@Name@Amount}},
                         .outputs = graph.outputs,
                         .scope = "head"});
  return graph;
}

TEST(@Name@, ModelFilesComputeWhatLibTorchComputes) {
  const std::vector<float> values{-1, -0.25F, -0.125F, 0, 0.5F, 2};
  const at::Tensor expected = @name@(at::tensor(values), k@Name@Amount);
  const HostTensor input = HostTensor::of(DType::kF32, {2, 3}, values);
  const auto expect = [&](const HostTensor& output) {
    for (int64_t i = 0; i < expected.numel(); ++i) EXPECT_EQ(output.data<float>()[i], expected[i].item<float>()) << i;
  };
  expect(lower::onnx::OrtModel(lower::onnx::lower(@name@_graph()).bytes).run({input})[0]);
  expect(lower::torchscript::PtModel(lower::torchscript::lower(@name@_graph()).bytes).run({input})[0]);
}

}  // namespace
}  // namespace slipway::ops
