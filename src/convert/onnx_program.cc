// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/onnx_program.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "base/io.h"
#include "base/strict_keys.h"
#include "base/strings.h"
#include "capture/interpreter.h"
#include "lower/onnx/external_data.h"
#include "program/inputs.h"

namespace slipway::convert {
namespace {

/// "height" of the third of four dimensions, as .pt2 files have it.
std::string usual_axis(size_t dim, size_t rank) {
  if (dim == 0) return "batch";
  if (rank == 4 && dim >= 2) return dim == 2 ? "height" : "width";
  return fmt::format("size_{}", dim);
}

/// A name as --input takes it: "batch*4" and "?" are none.
std::string as_axis(const std::string& name, size_t dim, size_t rank) {
  const auto ordinary = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const bool fits =
      !name.empty() && (name[0] < '0' || name[0] > '9') && std::all_of(name.begin(), name.end(), ordinary);
  return fits ? name : usual_axis(dim, rank);
}

std::string describe_file_input(const lower::onnx::FileTensor& input) {
  std::vector<std::string> sizes;
  for (size_t dim = 0; dim < input.shape.size(); ++dim)
    sizes.push_back(input.shape[dim].value > 0 ? std::to_string(input.shape[dim].value)
                                               : as_axis(input.shape[dim].name, dim, input.shape.size()));
  return fmt::format("{}={}[{}]", input.name, name_of(input.dtype), join(sizes, ","));
}

/// The file's sizes with what else is known of them.
program::DeclaredInput merge(const lower::onnx::FileTensor& input, const program::DeclaredInput* declared,
                             const std::vector<int64_t>& example, Problems& problems) {
  const auto problem = [&](const std::string& text) {
    problems.add(fmt::format("the input is {}, {}", describe_file_input(input), text));
  };
  program::DeclaredInput result;
  result.name = input.name;
  result.dtype = input.dtype;
  if (declared != nullptr && declared->dtype && *declared->dtype != input.dtype)
    problem(fmt::format("not {}", name_of(*declared->dtype)));
  const auto* dims = declared != nullptr && declared->shape ? &*declared->shape : nullptr;
  if (!input.shape_known) {
    if (dims != nullptr)
      result.shape = *dims;
    else if (example.empty())
      problems.add(fmt::format("the file does not say how many axes '{0}' has; write --input {0}=...", input.name));
    return result;
  }
  const size_t rank = input.shape.size();
  if (dims != nullptr && dims->size() != rank) {
    problem(fmt::format("of {} axes, not {}", rank, dims->size()));
    dims = nullptr;
  }
  if (!example.empty() && example.size() != rank) problem(fmt::format("but the example has {} axes", example.size()));
  result.shape.emplace();
  for (size_t dim = 0; dim < rank; ++dim) {
    program::DeclaredDim size;
    if (dims != nullptr) size = (*dims)[dim];
    const int64_t fixed = input.shape[dim].value;
    if (fixed > 0) {
      if (!size.axis.empty() || size.size.value_or(fixed) != fixed)
        problem(fmt::format("of {} in dimension {}", fixed, dim));
      result.shape->push_back({"", fixed, {}});
      continue;
    }
    if (!size.size && dim < example.size()) size.size = example[dim];
    if (dims == nullptr) size.axis = as_axis(input.shape[dim].name, dim, rank);
    result.shape->push_back(size);
  }
  return result;
}

}  // namespace

bool is_onnx_name(const std::filesystem::path& file) { return to_lower(file.extension().string()) == ".onnx"; }

OnnxProgram::OnnxProgram(const std::filesystem::path& path) {
  source = path.string();
  std::string bytes = io::read_file(path);
  with_context("model " + source, [&] {
    bytes_ = lower::onnx::with_external_data(std::move(bytes), path);
    file_ = lower::onnx::read_model_file(bytes_);
    // Sessions take and give f32 where a model has f16.
    for (std::vector<lower::onnx::FileTensor>* tensors : {&file_.inputs, &file_.outputs})
      for (lower::onnx::FileTensor& tensor : *tensors)
        if (tensor.dtype == DType::kF16) tensor.dtype = DType::kF32;
    if (file_.inputs.empty()) fail("it has no input");
    if (file_.outputs.empty()) fail("it has no output");
  });
  origin = fmt::format("ONNX of opset {}{}", file_.opset, file_.producer.empty() ? "" : " by " + file_.producer);
  for (const lower::onnx::FileTensor& input : file_.inputs) {
    program::ProgramInput declared;
    declared.name = input.name;
    declared.dtype = input.dtype;
    declared.shape_known = false;
    inputs.push_back(std::move(declared));
  }
}

program::NamedOutputs OnnxProgram::run(const std::vector<at::Tensor>& given, const std::vector<at::Tensor>&) const {
  if (!session_)
    session_ = backend::get("onnxruntime")
                   .open({source}, {.device = "cpu", .threads = at::get_num_threads(), .release_memory = true});
  std::vector<HostTensor> ordered;
  for (const backend::TensorInfo& info : session_->inputs())
    for (size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i].name == info.name) ordered.push_back(capture::to_host(given.at(i).contiguous()));
  const std::vector<HostTensor> results = session_->run(ordered);
  program::NamedOutputs outputs;
  for (const lower::onnx::FileTensor& output : file_.outputs)
    for (size_t i = 0; i < results.size(); ++i)
      if (session_->outputs()[i].name == output.name) {
        outputs.names.push_back(output.name);
        outputs.tensors.push_back(capture::from_host(results[i]));
      }
  return outputs;
}

void declare_onnx_inputs(OnnxProgram& program, const std::vector<std::string>& texts,
                         const std::vector<std::vector<int64_t>>& examples) {
  std::vector<program::DeclaredInput> given;
  for (const std::string& text : texts) given.push_back(program::parse_input(text));
  const std::vector<lower::onnx::FileTensor>& inputs = program.file().inputs;
  Problems problems;
  std::vector<const program::DeclaredInput*> by_input(inputs.size(), nullptr);
  for (size_t i = 0; i < given.size(); ++i) {
    size_t index = i;
    if (!given[i].name.empty())
      index = static_cast<size_t>(
          std::find_if(inputs.begin(), inputs.end(), [&](const auto& input) { return input.name == given[i].name; }) -
          inputs.begin());
    if (index >= inputs.size()) {
      std::vector<std::string> names;
      for (const auto& input : inputs) names.push_back(input.name);
      problems.add(fmt::format("the model has no input '{}'; it has {}", given[i].name, join(names, ", ")));
      continue;
    }
    by_input[index] = &given[i];
  }
  std::vector<program::DeclaredInput> declared;
  for (size_t i = 0; i < inputs.size(); ++i)
    declared.push_back(
        merge(inputs[i], by_input[i], i < examples.size() ? examples[i] : std::vector<int64_t>(), problems));
  problems.raise();
  program::declare_inputs(program, declared, examples);
}

}  // namespace slipway::convert
