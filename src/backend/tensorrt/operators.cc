// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// After the operator support matrix that the ONNX parser of TensorRT comes with (version 10.15; kMaxOpset is that
// of 10.0).
#include "backend/tensorrt/operators.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::tensorrt {
namespace {

constexpr unsigned bit(OnnxType type) { return 1U << static_cast<unsigned>(type); }
constexpr unsigned kHalf = bit(OnnxType::kF32) | bit(OnnxType::kF16);
constexpr unsigned kFloat = kHalf | bit(OnnxType::kBF16);
constexpr unsigned kBool = bit(OnnxType::kBool);
constexpr unsigned kNumber = kFloat | bit(OnnxType::kI32) | bit(OnnxType::kI64);
constexpr unsigned kAll = kNumber | kBool;
constexpr unsigned kCast = kAll | bit(OnnxType::kU8);
constexpr unsigned kQuantized = bit(OnnxType::kI8);

/// Operators by the element types that they compute with. Those of opsets above kMaxOpset are left out.
struct Row {
  unsigned types;
  const char* operators;
};
constexpr Row kTable[] = {
    {kHalf, "BlackmanWindow DeformConv GridSample HammingWindow HannWindow Mish NonMaxSuppression NonZero RoiAlign"},
    {kFloat,
     "Acos Acosh Asin Asinh Atan Atanh AveragePool BatchNormalization Ceil Celu Clip Conv ConvTranspose Cos Cosh "
     "CumSum "
     "Dropout Einsum Elu Erf Exp Floor Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool GroupNormalization GRU "
     "HardSigmoid HardSwish Hardmax ImageScaler InstanceNormalization IsInf LayerNormalization LeakyRelu Log "
     "LogSoftmax "
     "LRN LSTM LpNormalization LpPool MatMul MaxPool MeanVarianceNormalization PRelu ParametricSoftplus QuantizeLinear "
     "RandomNormal RandomNormalLike RandomUniform RandomUniformLike Reciprocal Resize RNN Round ScaledTanh Scan Selu "
     "Sigmoid Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ThresholdedRelu Upsample"},
    {kNumber,
     "Abs Add ArgMax ArgMin DepthToSpace Div Equal Gelu Greater GreaterOrEqual IsNaN Less LessOrEqual Max Mean Min Mod "
     "Mul Neg Pad Pow Range ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd "
     "ReduceSum ReduceSumSquare Relu Scatter ScatterElements ScatterND Shrink Sign SpaceToDepth Sub Sum TopK"},
    {kBool, "And Not Or Xor"},
    {kAll,
     "Concat Constant ConstantOfShape Expand EyeLike Flatten Gather GatherElements GatherND Identity If Loop OneHot "
     "Reshape ReverseSequence Shape Size Slice Split Squeeze Tile Transpose Trilu Unsqueeze Where"},
    {kCast, "Cast CastLike"},
    {kQuantized, "DequantizeLinear"},
    {bit(OnnxType::kF32), "STFT"},
};

const std::map<std::string, unsigned>& operators() {
  static const std::map<std::string, unsigned> kOperators = [] {
    std::map<std::string, unsigned> result;
    for (const Row& row : kTable)
      for (const std::string& name : split(row.operators, ' ')) {
        const bool inserted = result.emplace(name, row.types).second;
        require(inserted, "an operator stands in one row of the table");
      }
    return result;
  }();
  return kOperators;
}

/// The tensors whose element types the table is about: the data, not sizes, indices and conditions.
std::vector<std::string> data_of(const OnnxNode& node) {
  static const std::set<std::string> kByOutput{"Cast", "Constant", "ConstantOfShape", "RandomNormal", "RandomUniform"};
  static const std::set<std::string> kControl{"If", "Loop", "Scan"};
  if (kControl.count(node.op_type) > 0) return {};
  const std::vector<std::string>& values = kByOutput.count(node.op_type) > 0 ? node.outputs : node.inputs;
  const size_t place = node.op_type == "Where" ? 1 : node.op_type == "OneHot" ? 2 : 0;
  if (place >= values.size()) return {};
  if (node.op_type == "Cast" && !node.inputs.empty()) return {node.inputs[0], values[0]};
  return {values[place]};
}

/// Inputs that must be known when the engine is built.
int constant_input(const std::string& op_type) {
  if (op_type == "CumSum" || op_type == "OneHot" || op_type == "Squeeze" || op_type == "Unsqueeze" ||
      starts_with(op_type, "Reduce"))
    return 1;
  return -1;
}

int64_t int_of(const OnnxNode& node, const char* name, int64_t fallback) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? fallback : found->second.i;
}

/// Why one node is not taken, apart from its operator and element types; "" where it is.
std::string restriction(const OnnxNode& node, const OnnxModel& model) {
  const auto text = [&](const char* name, const char* fallback) {
    const auto found = node.attributes.find(name);
    return found == node.attributes.end() ? std::string(fallback) : found->second.s;
  };
  const auto input = [&](size_t i) { return i < node.inputs.size() ? node.inputs[i] : ""; };
  const int place = constant_input(node.op_type);
  if (place >= 0 && !input(static_cast<size_t>(place)).empty() &&
      model.constants.count(input(static_cast<size_t>(place))) == 0)
    return fmt::format("its input '{}' is not constant", input(static_cast<size_t>(place)));
  if (node.op_type == "TopK") {
    if (int_of(node, "sorted", 1) == 0) return "its results must be sorted";
    const auto k = model.constants.find(input(1));
    if (k != model.constants.end() && !k->second.empty() && k->second[0] >= kTopKLimit)
      return fmt::format("it gives {} elements, which must be fewer than {}", k->second[0], kTopKLimit);
  }
  if (node.op_type == "MaxPool" && node.outputs.size() > 1 && !node.outputs[1].empty())
    return "its indices are an output";
  if (node.op_type == "MaxPool" || node.op_type == "AveragePool" || node.op_type == "LpPool")
    if (const auto found = node.attributes.find("dilations"); found != node.attributes.end())
      for (const int64_t dilation : found->second.ints)
        if (dilation != 1) return "it has dilations";
  if (node.op_type == "ScatterND" && text("reduction", "none") != "none")
    return fmt::format("its reduction is '{}'", text("reduction", "none"));
  if (node.op_type == "LayerNormalization" && node.outputs.size() > 1) return "it has more than one output";
  if (node.op_type == "LSTM" && (int_of(node, "input_forget", 0) != 0 || int_of(node, "layout", 0) != 0))
    return "its input_forget or layout is not 0";
  if (node.op_type == "Resize") {
    static const std::map<std::string, std::set<std::string>> kValues{
        {"mode", {"nearest", "linear"}},
        {"coordinate_transformation_mode",
         {"half_pixel", "pytorch_half_pixel", "tf_half_pixel_for_nn", "asymmetric", "align_corners"}},
        {"nearest_mode", {"floor", "ceil", "round_prefer_floor", "round_prefer_ceil"}},
        {"keep_aspect_ratio_policy", {"stretch"}}};
    for (const auto& [name, attribute] : node.attributes)
      if (const auto known = kValues.find(name); known != kValues.end() && known->second.count(attribute.s) == 0)
        return fmt::format("its {} is '{}'", name, attribute.s);
    if (int_of(node, "antialias", 0) != 0) return "it does antialiasing";
  }
  return "";
}

}  // namespace

std::vector<std::string> unsupported(const OnnxModel& model) {
  // By reason, so that a network with a hundred nodes of one kind gets one sentence; in a fixed order.
  std::map<std::string, std::vector<std::string>> nodes;
  for (const OnnxNode& node : model.nodes) {
    const std::string name = !node.name.empty() ? node.name : node.outputs.empty() ? "?" : node.outputs.front();
    if (!node.domain.empty()) {
      nodes[fmt::format("{}.{}: operators of other domains need a plugin", node.domain, node.op_type)].push_back(name);
      continue;
    }
    const auto found = operators().find(node.op_type);
    if (found == operators().end()) {
      nodes[node.op_type + ": TensorRT has no such operator"].push_back(name);
      continue;
    }
    for (const std::string& value : data_of(node)) {
      const auto type = model.types.find(value);
      if (type != model.types.end() &&
          (static_cast<int>(type->second) > 31 || (found->second & bit(type->second)) == 0))
        nodes[fmt::format("{} on {}", node.op_type, name_of(type->second))].push_back(name);
    }
    if (const std::string why = restriction(node, model); !why.empty())
      nodes[node.op_type + ": " + why].push_back(name);
  }
  std::vector<std::string> problems;
  const auto opset = model.opsets.find("");
  if (opset == model.opsets.end() || opset->second < kMinOpset || opset->second > kMaxOpset)
    problems.push_back(fmt::format("opset {}: TensorRT 10 reads {} to {}",
                                   opset == model.opsets.end() ? 0 : opset->second, kMinOpset, kMaxOpset));
  for (const auto& [reason, names] : nodes)
    problems.push_back(names.size() == 1
                           ? fmt::format("{} (node '{}')", reason, names.front())
                           : fmt::format("{} ({} nodes, the first '{}')", reason, names.size(), names.front()));
  return problems;
}

}  // namespace slipway::backend::tensorrt
