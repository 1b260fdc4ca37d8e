// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/compile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "backend/config_dict.h"
#include "backend/ncnn/cumulative_sum.h"
#include "backend/ncnn/half_weights.h"
#include "backend/ncnn/layer_norm.h"
#include "backend/ncnn/param_file.h"
#include "backend/ncnn/pnnx.h"
#include "backend/ncnn/reshape.h"
#include "backend/onnx_file.h"
#include "backend/weights_hash.h"
#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"

namespace slipway::backend::ncnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Sizes that stand for a dynamic axis while pnnx converts; two of each, so that it sees what follows the axis.
constexpr int64_t kStandIn[] = {224, 320};

/// Whether weights are stored in f16.
bool read_config(const std::string& text, std::vector<ConfigProblem>& problems) {
  const json parsed = json::parse(text, nullptr, false);
  ConfigDict config(parsed, problems);
  config.find("type");
  bool half = false;
  if (const json* precision = config.find("precision")) {
    const std::string name = precision->is_string() ? to_lower(precision->get<std::string>()) : "";
    half = name == "fp16";
    if (name != "fp16" && name != "fp32")
      config.problem("precision",
                     fmt::format("{} is not supported for ncnn; supported: FP32, FP16", precision->dump()));
  }
  if (config.flag("use_vulkan", false))
    config.problem("use_vulkan", "is not supported: ncnn is used on the CPU only; set it to False");
  config.finish("ncnn");
  return half;
}

/// ncnn has no batch: the first axis is 1 whatever the model allows.
std::vector<TensorInfo> without_batch(const std::vector<OnnxTensor>& tensors) {
  std::vector<TensorInfo> result;
  for (const OnnxTensor& onnx : tensors) {
    if (onnx.type != OnnxType::kF32)
      fail("'{}' is {}; ncnn's inputs and outputs are f32", onnx.name, name_of(onnx.type));
    TensorInfo tensor{onnx.name, DType::kF32, onnx.shape};
    if (tensor.shape.empty()) fail("'{}' has no dimensions", tensor.name);
    if (tensor.shape.front() > 1)
      fail("'{}' is {}, but ncnn takes one image at a time; make the batch 1 or dynamic", tensor.name,
           format_shape(tensor.shape));
    tensor.shape.front() = 1;
    result.push_back(std::move(tensor));
  }
  return result;
}

std::vector<std::string> example_shapes(const std::vector<TensorInfo>& inputs) {
  std::vector<std::string> result;
  for (const int64_t stand_in : kStandIn) {
    std::vector<std::string> shapes;
    for (const TensorInfo& input : inputs) {
      std::vector<int64_t> shape = input.shape;
      for (int64_t& size : shape)
        if (size < 0) size = stand_in;
      shapes.push_back(format_shape(shape));
    }
    result.push_back(join(shapes, ","));
  }
  if (result[0] == result[1]) result.pop_back();
  return result;
}

bool sizes_are_fixed(const std::vector<TensorInfo>& inputs) {
  return std::ranges::all_of(inputs, [](const TensorInfo& input) {
    return std::ranges::all_of(input.shape, [](int64_t size) { return size >= 0; });
  });
}

}  // namespace

Network convert(std::string_view model, bool half) {
  const OnnxModel onnx = read_onnx(model);
  const std::vector<TensorInfo> inputs = without_batch(onnx.inputs), outputs = without_batch(onnx.outputs);
  if (inputs.empty() || outputs.empty()) fail("the ONNX model has no inputs or no outputs");
  const io::TemporaryFolder folder("slipway-ncnn");
  io::write_file(folder.path() / "model.onnx", model);
  run_pnnx(folder.path(), example_shapes(inputs));

  ParamFile param = with_context("what pnnx wrote",
                                 [&] { return ParamFile::parse(io::read_file(folder.path() / "model.ncnn.param")); });
  fix_reshapes(param);
  const std::string pnnx_text = io::read_file(folder.path() / "model.pnnx.param");
  convert_cumulative_sums(param, pnnx_text);
  if (!half) make_layer_norms_exact(param, pnnx_text);
  if (const std::vector<std::string> unknown = param.unknown_types(); !unknown.empty())
    fail("ncnn has no layers for these operators of the model: {}{}", join(unknown, ", "),
         sizes_are_fixed(inputs)
             ? ""
             : "; operators that compute from the sizes of the input vanish where these are fixed: take a "
               "static deploy config");
  std::vector<std::pair<std::string, std::string>> names;
  for (size_t i = 0; i < inputs.size(); ++i) names.emplace_back(fmt::format("in{}", i), inputs[i].name);
  for (size_t i = 0; i < outputs.size(); ++i) names.emplace_back(fmt::format("out{}", i), outputs[i].name);
  param.rename(names);
  Network network{param.text(), io::read_file(folder.path() / "model.ncnn.bin")};
  // pnnx could do this, but it cuts off instead of rounding and takes small weights for zero: ten times the error.
  if (half) network.weights = store_in_half(network);
  param.set_signature(inputs, outputs, hash_of(network.weights));
  network.param = param.text();
  return network;
}

std::vector<ConfigProblem> check_config(const std::string& backend_config_json) {
  std::vector<ConfigProblem> problems;
  read_config(backend_config_json, problems);
  return problems;
}

std::vector<fs::path> compile_model(const fs::path& file, const std::string& backend_config_json) {
  std::vector<ConfigProblem> problems;
  const bool half = read_config(backend_config_json, problems);
  throw_if_any(problems);
  const Network network = with_context(file.string(), [&] { return convert(io::read_file(file), half); });
  const fs::path param = fs::path(file).replace_extension(".param");
  const fs::path weights = fs::path(file).replace_extension(".bin");
  io::write_file(weights, network.weights);
  io::write_file(param, network.param);
  return {param, weights};
}

}  // namespace slipway::backend::ncnn
