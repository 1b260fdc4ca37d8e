// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// An ONNX file to the model file of a backend.
#include "base/error.h"
#include "convert/precision.h"
#include "convert/program_job.h"

namespace slipway::convert {
namespace {

/// A value of the graph that stands for the file's: name, type and shape.
graph::ValueId add_file_value(graph::Graph& graph, const lower::onnx::FileTensor& tensor) {
  graph::Value value;
  value.name = tensor.name;
  value.dtype = tensor.dtype;
  for (const lower::onnx::FileTensor::Size& size : tensor.shape)
    value.shape.push_back(size.value > 0 ? graph::SymInt(size.value) : graph::SymInt::axis(0));
  graph.values.push_back(std::move(value));
  return static_cast<graph::ValueId>(graph.values.size() - 1);
}

}  // namespace

std::string rewrite_onnx(ProgramJob& job) {
  const lower::onnx::ModelFile& file = job.onnx->file();
  // Only what the directory says of inputs and outputs; dynamic sizes are told from fixed ones, not from each other.
  job.graph.axes = {{"any", 1}};
  for (const lower::onnx::FileTensor& input : file.inputs) job.graph.inputs.push_back(add_file_value(job.graph, input));
  for (const lower::onnx::FileTensor& output : file.outputs)
    job.graph.outputs.push_back(add_file_value(job.graph, output));
  job.deploy.input_names.clear();
  for (const lower::onnx::FileTensor& input : file.inputs) job.deploy.input_names.push_back(input.name);
  for (const lower::onnx::FileTensor& output : file.outputs) job.deploy.output_names.push_back(output.name);
  job.exported.node_count = file.node_count;
  job.exported.operators = file.operators;
  const auto half = half_options(job.deploy);
  job.exported.bytes = half ? with_context("model " + job.program->source,
                                           [&] { return lower::onnx::half_of(job.onnx->bytes(), *half); })
                            : job.onnx->bytes();
  return fmt::format("{} nodes{}, {:.1f} MB", file.node_count, half ? " in f16 where they can" : ", as they are",
                     static_cast<double>(job.exported.bytes.size()) * 1e-6);
}

}  // namespace slipway::convert
