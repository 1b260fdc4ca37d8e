// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// For tests: a network of a few lines that exists on the CPU, to be compared with, and on the meta device, to be
// captured.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "capture/capture.h"
#include "capture/interpreter.h"

namespace slipway::capture {

class TestNetwork {
 public:
  using Tensors = std::vector<at::Tensor>;
  using ParameterOf = std::function<at::Tensor(const std::string& name)>;
  using Forward = std::function<Tensors(const ParameterOf& parameter, const Tensors& inputs)>;

  explicit TestNetwork(Forward forward) : forward_(std::move(forward)) {}

  TestNetwork& add(const std::string& name, const at::Tensor& tensor) {
    data_[name] = tensor;
    meta_[name] = at::empty(tensor.sizes(), tensor.options().device(at::kMeta));
    return *this;
  }
  TestNetwork& add_random(const std::string& name, const std::vector<int64_t>& sizes) {
    return add(name, at::randn(sizes) * 0.5);
  }
  TestNetwork& add_batch_norm(const std::string& name, int64_t channels) {
    return add_random(name + ".weight", {channels})
        .add_random(name + ".bias", {channels})
        .add_random(name + ".running_mean", {channels})
        .add(name + ".running_var", at::rand({channels}) + 0.5);
  }

  Traceable traceable() const {
    Traceable result;
    result.forward = [this](const Tensors& inputs) {
      return forward_([this](const std::string& name) { return meta_.at(name); }, inputs);
    };
    for (const auto& [name, tensor] : data_) result.parameters.push_back({name, meta_.at(name), to_host(tensor)});
    return result;
  }

  Tensors eager(const Tensors& inputs) const {
    const at::NoGradGuard no_gradients;
    return forward_([this](const std::string& name) { return data_.at(name); }, inputs);
  }

  /// Captures with one input "input" and outputs "out0", "out1", ...
  graph::Graph capture(const std::vector<int64_t>& shape, const std::vector<DynamicAxis>& axes = {},
                       size_t outputs = 1) const {
    Request request;
    request.input_names = {"input"};
    request.input_shapes = {shape};
    for (size_t i = 0; i < outputs; ++i) request.output_names.push_back("out" + std::to_string(i));
    request.dynamic_axes = axes;
    return slipway::capture::capture(traceable(), request);
  }

  /// The graph gives what the network gives on a random input of this shape.
  void expect_equal(const graph::Graph& graph, const std::vector<int64_t>& shape, double tolerance = 0) const {
    const at::Tensor input = at::randn(shape);
    const Tensors expected = eager({input.clone()});
    const Tensors actual = run(graph, {input});
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].sizes(), expected[i].sizes());
      EXPECT_EQ(actual[i].scalar_type(), expected[i].scalar_type());
      if (actual[i].sizes() != expected[i].sizes()) continue;
      EXPECT_TRUE(at::allclose(actual[i], expected[i], tolerance, tolerance, true))
          << "output " << i << " differs by " << (actual[i] - expected[i]).abs().max();
    }
  }

 private:
  Forward forward_;
  std::map<std::string, at::Tensor> data_;
  std::map<std::string, at::Tensor> meta_;
};

template <typename Body>
std::string error_of(const Body& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

}  // namespace slipway::capture
