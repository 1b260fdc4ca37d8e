// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/half.h"

#include <onnx/defs/schema.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_set>

#include "base/error.h"
#include "base/half.h"
#include "base/strings.h"

namespace slipway::lower::onnx {
namespace {

constexpr int64_t kOnnxFloat = 1, kOnnxHalf = 10;  // TensorProto.DataType

/// Operators of layers: with constants of the network among their inputs, they are what was trained.
const std::set<std::string, std::less<>> kLayers{
    "BatchNormalization", "Conv",   "ConvTranspose", "Gemm", "GroupNormalization", "InstanceNormalization",
    "LayerNormalization", "MatMul", "PRelu"};
/// Operators whose results are the same whichever float type they read.
const std::set<std::string, std::less<>> kAnyFloat{"Cast", "Shape", "Size"};

/// What makes numbers of no numbers, of a type that an attribute says; f32 where it does not.
bool is_float_unsaid(const IrNode& node) {
  if (node.type != "ConstantOfShape" && node.type != "RandomNormal" && node.type != "RandomUniform")
    return node.type.ends_with("Window");
  return std::none_of(node.attributes.begin(), node.attributes.end(),
                      [](const auto& attribute) { return attribute.first == "value" || attribute.first == "dtype"; });
}

/// A Transpose of three axes or more that puts another one first.
bool moves_batch(const IrNode& node) {
  if (node.type != "Transpose") return false;
  for (const auto& [name, value] : node.attributes)
    if (const auto* perm = std::get_if<std::vector<int64_t>>(&value); perm != nullptr && name == "perm")
      return perm->size() > 2 && perm->front() != 0;
  return true;  // all axes the other way round
}

bool is_layer(const Ir& ir, const IrNode& node) {
  return kLayers.count(node.type) > 0 && std::any_of(node.inputs.begin(), node.inputs.end(), [&](Tensor input) {
           return input && ir.tensor(input).is_constant && ir.tensor(input).is_weight;
         });
}

/// ONNX Runtime 1.32 ends the program where it joins such a Transpose with a MatMul, and one of them or a cast between
/// them is in f16. @return for each node whether it belongs to such a pair
std::vector<bool> moves_batch_into_product(const std::vector<IrNode>& nodes) {
  std::map<int32_t, size_t> moved;
  std::vector<bool> result(nodes.size(), false);
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (moves_batch(nodes[i])) moved[nodes[i].outputs.front().id] = i;
    if (nodes[i].type != "MatMul") continue;
    for (const Tensor input : nodes[i].inputs)
      if (const auto from = moved.find(input.id); from != moved.end()) result[i] = result[from->second] = true;
  }
  return result;
}

/// For each node whether a layer with weights is yet to come: it is one, or something that it makes reaches one.
std::vector<bool> before_the_last_layer(const Ir& ir) {
  std::vector<bool> reaches(ir.tensors.size(), false), result(ir.nodes.size(), false);
  for (size_t i = ir.nodes.size(); i-- > 0;) {
    const IrNode& node = ir.nodes[i];
    result[i] = is_layer(ir, node) || std::any_of(node.outputs.begin(), node.outputs.end(), [&](Tensor output) {
                  return reaches[static_cast<size_t>(output.id)];
                });
    if (!result[i]) continue;
    for (Tensor input : node.inputs)
      if (input) reaches[static_cast<size_t>(input.id)] = true;
  }
  return result;
}

/// What the standard says of one input or output of an operator.
enum class Slot { kHalf, kFloatOnly, kBlocks };

using Parameters = std::vector<::onnx::OpSchema::FormalParameter>;

Slot slot_of(const Parameters& parameters, size_t index) {
  if (parameters.empty()) return Slot::kBlocks;
  const auto& parameter = parameters[std::min(index, parameters.size() - 1)];  // the last one may be variadic
  const auto& types = parameter.GetTypes();
  if (std::any_of(types.begin(), types.end(), [](const std::string* type) { return *type == "tensor(float16)"; }))
    return Slot::kHalf;
  // What is always f32 may stay so; what shares its type with others ("T") may not.
  return starts_with(parameter.GetTypeStr(), "tensor(") ? Slot::kFloatOnly : Slot::kBlocks;
}

HostTensor halved(const HostTensor& data, const HalfOptions& options) {
  const auto low = static_cast<float>(options.min_positive), high = static_cast<float>(options.max_finite);
  HostTensor result(DType::kF16, data.shape());
  const float* from = data.data<float>();
  auto* to = result.mutable_data<uint16_t>();
  for (int64_t i = 0; i < data.numel(); ++i) {
    float value = from[i];
    const float magnitude = std::abs(value);  // NaN is neither
    if (magnitude > 0 && magnitude < low) value = std::copysign(low, value);
    if (magnitude > high && !std::isinf(value)) value = std::copysign(high, value);
    to[i] = float_to_half(value);
  }
  return result;
}

class Converter {
 public:
  Converter(Ir& ir, const HalfOptions& options) : ir_(ir), options_(options) {
    for (const IrTensor& tensor : ir.tensors) names_.insert(tensor.name);
    for (const IrNode& node : ir.nodes) names_.insert(node.name);
    const std::vector<std::string>& operators = options.op_block_list.value_or(default_op_block_list());
    blocked_operators_.insert(operators.begin(), operators.end());
    blocked_nodes_.insert(options.node_block_list.begin(), options.node_block_list.end());
    require_known();
  }

  void run(size_t own_outputs) {
    const std::vector<bool> inside = before_the_last_layer(ir_);
    const std::vector<bool> fails_in_half = moves_batch_into_product(ir_.nodes);
    std::vector<IrNode> nodes = std::move(ir_.nodes);
    ir_.nodes.clear();
    if (!options_.keep_io)
      for (Tensor input : ir_.inputs) retype(input);
    for (size_t i = 0; i < nodes.size(); ++i) {
      const ::onnx::OpSchema* schema = inside[i] && !fails_in_half[i] && blocked_operators_.count(nodes[i].type) == 0 &&
                                               blocked_nodes_.count(nodes[i].name) == 0
                                           ? half_schema(nodes[i])
                                           : nullptr;
      convert(std::move(nodes[i]), schema);
    }
    for (size_t i = 0; i < own_outputs; ++i) finish_output(ir_.outputs[i]);
    drop_unused(ir_);
    keep_names_of_constants();
  }

 private:
  void require_known() const {
    std::set<std::string> known;
    for (const ::onnx::OpSchema& schema : ::onnx::OpSchemaRegistry::get_all_schemas()) known.insert(schema.Name());
    std::vector<std::string> problems;
    for (const std::string& name : blocked_operators_)
      if (known.count(name) == 0)
        problems.push_back(fmt::format("op_block_list: ONNX has no operator '{}'{}", name,
                                       did_you_mean(name, {known.begin(), known.end()})));
    std::vector<std::string> nodes;
    for (const IrNode& node : ir_.nodes) nodes.push_back(node.name);
    for (const std::string& name : blocked_nodes_)
      if (std::find(nodes.begin(), nodes.end(), name) == nodes.end())
        problems.push_back(
            fmt::format("node_block_list: the model has no node '{}'{}", name, did_you_mean(name, nodes)));
    if (!problems.empty()) fail("{}", join(problems, "; "));
  }

  bool is_float(Tensor tensor) const { return tensor && ir_.tensor(tensor).dtype == DType::kF32; }

  /// Null for a node that must stay f32.
  const ::onnx::OpSchema* half_schema(const IrNode& node) const {
    if (is_float_unsaid(node)) return nullptr;
    const ::onnx::OpSchema* schema = ::onnx::OpSchemaRegistry::Schema(node.type, ir_.opset, "");
    if (schema == nullptr) return nullptr;
    for (size_t i = 0; i < node.inputs.size(); ++i)
      if (node.inputs[i] && was_float(node.inputs[i]) && slot_of(schema->inputs(), i) == Slot::kBlocks) return nullptr;
    for (size_t i = 0; i < node.outputs.size(); ++i)
      if (is_float(node.outputs[i]) && slot_of(schema->outputs(), i) == Slot::kBlocks) return nullptr;
    return schema;
  }

  /// f32 in the model as it was.
  bool was_float(Tensor tensor) const { return is_float(tensor) || retyped_.count(tensor.id) > 0; }

  void retype(Tensor tensor) {
    if (!is_float(tensor)) return;
    ir_.tensor(tensor).dtype = DType::kF16;
    retyped_.insert(tensor.id);
  }

  /// @param schema of a node that becomes f16, null for one that stays f32
  void convert(IrNode node, const ::onnx::OpSchema* schema) {
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      Tensor& input = node.inputs[i];
      if (!input || !was_float(input) || kAnyFloat.count(node.type) > 0) continue;
      const bool half = schema != nullptr && slot_of(schema->inputs(), i) == Slot::kHalf;
      input = as(input, half ? DType::kF16 : DType::kF32);
    }
    for (size_t i = 0; schema != nullptr && i < node.outputs.size(); ++i)
      if (is_float(node.outputs[i]) && slot_of(schema->outputs(), i) == Slot::kHalf) {
        retype(node.outputs[i]);
        retype_attributes(node);
      }
    if (node.type == "Cast") casts_.emplace(node.outputs.front().id, node.inputs.front());
    ir_.nodes.push_back(std::move(node));
  }

  /// Attributes that say what a node makes.
  void retype_attributes(IrNode& node) const {
    for (auto& [name, value] : node.attributes) {
      if (auto* number = std::get_if<int64_t>(&value);
          number != nullptr && (name == "to" || name == "dtype") && *number == kOnnxFloat)
        *number = kOnnxHalf;
      if (auto* data = std::get_if<HostTensor>(&value); data != nullptr && data->dtype() == DType::kF32)
        value = halved(*data, options_);
    }
  }

  /// The tensor in another type: made once.
  Tensor as(Tensor tensor, DType dtype) {
    if (ir_.tensor(tensor).dtype == dtype) return tensor;
    auto [found, inserted] = twins_.try_emplace(tensor.id, Tensor{});
    if (!inserted) return found->second;
    IrTensor twin = ir_.tensor(tensor);
    twin.dtype = dtype;
    twin.name = unique(twin.name + (dtype == DType::kF16 ? "_f16" : "_f32"));
    if (twin.is_constant) twin.constant = halved(twin.constant, options_);
    const bool is_constant = twin.is_constant;
    ir_.tensors.push_back(std::move(twin));
    const Tensor result{static_cast<int32_t>(ir_.tensors.size() - 1)};
    twins_[tensor.id] = result;
    if (is_constant) return result;
    // What a cast made of another type is cast from there.
    const auto source = casts_.find(tensor.id);
    add_cast(source == casts_.end() ? tensor : source->second, result);
    return result;
  }

  void add_cast(Tensor from, Tensor to) {
    const bool half = ir_.tensor(to).dtype == DType::kF16;
    ir_.nodes.push_back({.type = "Cast",
                         .inputs = {from},
                         .outputs = {to},
                         .attributes = {{"to", half ? kOnnxHalf : kOnnxFloat}},
                         .scope = "",
                         .name = unique(ir_.tensor(from).name + (half ? "/CastToHalf" : "/CastToFloat"))});
  }

  /// The user's outputs have one type, and the name that the user gave.
  void finish_output(Tensor& output) {
    if (!was_float(output)) return;
    const Tensor made = output;
    output = as(made, options_.keep_io ? DType::kF32 : DType::kF16);
    if (!(output == made)) std::swap(ir_.tensor(output).name, ir_.tensor(made).name);
  }

  /// A weight that is there in f16 only goes by its own name.
  void keep_names_of_constants() {
    for (const auto& [id, twin] : twins_) {
      IrTensor& original = ir_.tensors[static_cast<size_t>(id)];
      IrTensor& other = ir_.tensor(twin);
      if (other.is_constant && !original.is_constant) std::swap(original.name, other.name);
    }
  }

  std::string unique(const std::string& base) {
    std::string name = base;
    for (int i = 1; !names_.insert(name).second; ++i) name = fmt::format("{}_{}", base, i);
    return name;
  }

  Ir& ir_;
  const HalfOptions& options_;
  std::unordered_set<std::string> names_;
  std::set<std::string> blocked_operators_, blocked_nodes_;
  std::unordered_set<int32_t> retyped_;  // tensors that were f32
  std::map<int32_t, Tensor> twins_;      // the same values in the other type
  std::map<int32_t, Tensor> casts_;      // what a cast makes -> what it reads
};

}  // namespace

const std::vector<std::string>& default_op_block_list() {
  // Variances of what layers make reach beyond what f16 holds (where batch norms were not folded into layers).
  static const std::vector<std::string> kList{
      "BatchNormalization", "CumSum", "Max",     "Min", "NonMaxSuppression", "Range", "Resize",
      "RoiAlign",           "TopK",   "Upsample"};
  return kList;
}

void to_half(Ir& ir, const HalfOptions& options, size_t own_outputs) { Converter(ir, options).run(own_outputs); }

}  // namespace slipway::lower::onnx
