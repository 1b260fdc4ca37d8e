// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/program.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>

#include "base/error.h"
#include "base/strings.h"
#include "capture/interpreter.h"
#include "capture/meta_kernels.h"
#include "checkpoint/bytes.h"
#include "checkpoint/zip.h"
#include "program/composed/composed.h"
#include "program/pt2/pt2_program.h"
#include "program/torchscript/script_program.h"

namespace slipway::program {
namespace {

/// Whether a zip has a member of that name below its one folder.
bool has_member(const checkpoint::ZipArchive& zip, std::string_view wanted) {
  return std::any_of(zip.names().begin(), zip.names().end(), [&](std::string_view name) {
    const size_t slash = name.find('/');
    return slash != std::string_view::npos && name.substr(slash + 1) == wanted;
  });
}

bool is_torchscript(const checkpoint::Bytes& file) {
  return checkpoint::looks_like_zip(file.data) && has_member(checkpoint::ZipArchive(file.data), "constants.pkl");
}

}  // namespace

std::unique_ptr<Program> load(const std::filesystem::path& file) {
  return with_context("program " + file.string(), [&] {
    define_composed_operators();
    if (to_lower(file.extension().string()) == ".onnx")
      fail(
          "an ONNX file is no program: 'slipway convert' takes it as it is, a deployment by a model config needs the "
          "program that it was made of (torch.export.save, torch.jit.save)");
    const checkpoint::Bytes bytes = checkpoint::map_file(file);
    std::unique_ptr<Program> program =
        is_torchscript(bytes) ? torchscript::read_torchscript(file) : pt2::read_pt2(bytes);
    program->source = file.string();
    return program;
  });
}

bool is_program(const std::filesystem::path& file) {
  const std::string extension = to_lower(file.extension().string());
  if (extension == ".pt2" || extension == ".onnx") return true;  // what is wrong with it, load() says
  try {
    const checkpoint::Bytes bytes = checkpoint::map_file(file);
    if (!checkpoint::looks_like_zip(bytes.data)) return false;
    const checkpoint::ZipArchive zip(bytes.data);
    const auto& names = zip.names();
    return std::find(names.begin(), names.end(), "serialized_exported_program.json") != names.end() ||
           has_member(zip, "models/model.json") || has_member(zip, "constants.pkl");
  } catch (const Error&) {
    return false;  // the reader of checkpoints says what is wrong with it
  }
}

std::unique_ptr<Program> load_pt2_from_memory(std::string_view bytes, const std::string& name) {
  return with_context("program " + name, [&] {
    define_composed_operators();
    if (bytes.empty()) fail("the file is empty");
    std::unique_ptr<Program> program =
        pt2::read_pt2(checkpoint::copy_bytes(std::as_bytes(std::span(bytes.data(), bytes.size()))));
    program->source = name;
    return program;
  });
}

NamedOutputs run_on_cpu(const Program& program, const std::vector<at::Tensor>& inputs) {
  const at::NoGradGuard no_gradients;
  std::vector<at::Tensor> parameters;
  // Copies: a program may write to what it reads.
  for (const capture::Parameter& parameter : program.parameters)
    parameters.push_back(capture::from_host(parameter.data).clone());
  std::vector<at::Tensor> copies;
  for (const at::Tensor& input : inputs) copies.push_back(input.clone());
  if (inputs.size() != program.inputs.size())
    fail("the program has {} inputs, {} are given", program.inputs.size(), inputs.size());
  return program.run(copies, parameters);
}

graph::Graph capture_program(const Program& program, const std::vector<std::string>& output_names) {
  std::vector<at::Tensor> parameters;
  for (const capture::Parameter& parameter : program.parameters) parameters.push_back(parameter.meta);
  capture::Request request;
  std::vector<at::Tensor> examples;
  for (size_t i = 0; i < program.inputs.size(); ++i) {
    const ProgramInput& input = program.inputs[i];
    if (!input.shape_known) fail("nothing says how large the input '{}' is", input.name);
    request.input_names.push_back(input.name);
    request.input_dtypes.push_back(input.dtype);
    std::vector<int64_t> shape;
    for (size_t dim = 0; dim < input.shape.size(); ++dim) {
      const Size& size = input.shape[dim];
      shape.push_back(size.example);
      if (size.axis < 0) continue;
      const ProgramAxis& axis = program.axes.at(static_cast<size_t>(size.axis));
      request.dynamic_axes.push_back({i, static_cast<int64_t>(dim), axis.name, axis.step, size.factor, size.offset});
    }
    examples.push_back(
        at::empty(shape, at::TensorOptions().dtype(capture::scalar_type_of(input.dtype)).device(at::kMeta)));
    request.input_shapes.push_back(std::move(shape));
  }
  request.output_names = output_names;
  capture::Traceable traceable;
  traceable.parameters = program.parameters;
  traceable.forward = [&](const std::vector<at::Tensor>& inputs) { return program.run(inputs, parameters).tensors; };
  if (output_names.empty()) {
    capture::register_meta_kernels();
    const c10::InferenceMode inference;
    request.output_names = program.run(examples, parameters).names;
  }
  return with_context("program " + program.source, [&] { return capture::capture(traceable, request); });
}

}  // namespace slipway::program
