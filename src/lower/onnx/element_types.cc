// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/element_types.h"

#include <onnx/defs/schema.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace slipway::lower::onnx {
namespace {

using ::onnx::AttributeProto;
using ::onnx::NodeProto;
using ::onnx::OpSchema;
using ::onnx::TensorProto;
using Parameters = std::vector<OpSchema::FormalParameter>;

constexpr std::array<std::pair<std::string_view, int>, 16> kNames{{{"tensor(float)", TensorProto::FLOAT},
                                                                   {"tensor(double)", TensorProto::DOUBLE},
                                                                   {"tensor(float16)", TensorProto::FLOAT16},
                                                                   {"tensor(bfloat16)", TensorProto::BFLOAT16},
                                                                   {"tensor(int64)", TensorProto::INT64},
                                                                   {"tensor(int32)", TensorProto::INT32},
                                                                   {"tensor(int16)", TensorProto::INT16},
                                                                   {"tensor(int8)", TensorProto::INT8},
                                                                   {"tensor(uint64)", TensorProto::UINT64},
                                                                   {"tensor(uint32)", TensorProto::UINT32},
                                                                   {"tensor(uint16)", TensorProto::UINT16},
                                                                   {"tensor(uint8)", TensorProto::UINT8},
                                                                   {"tensor(bool)", TensorProto::BOOL},
                                                                   {"tensor(string)", TensorProto::STRING},
                                                                   {"tensor(complex64)", TensorProto::COMPLEX64},
                                                                   {"tensor(complex128)", TensorProto::COMPLEX128}}};

int type_named(std::string_view name) {
  for (const auto& [text, type] : kNames)
    if (text == name) return type;
  return 0;
}

/// Null beyond the parameters, but for variadic ones.
const OpSchema::FormalParameter* parameter_of(const Parameters& parameters, size_t index) {
  if (index < parameters.size()) return &parameters[index];
  const bool variadic = !parameters.empty() && parameters.back().GetOption() == OpSchema::Variadic;
  return variadic ? &parameters.back() : nullptr;
}

/// What attributes say of the only output that no input has the type of.
int type_by_attributes(const NodeProto& node) {
  for (const AttributeProto& attribute : node.attribute()) {
    const std::string& name = attribute.name();
    if (name == "to" || name == "dtype" || name == "output_datatype") return static_cast<int>(attribute.i());
    if (name == "value" && attribute.has_t()) return attribute.t().data_type();
    if (name == "value_float" || name == "value_floats") return TensorProto::FLOAT;
    if (name == "value_int" || name == "value_ints") return TensorProto::INT64;
  }
  const std::string& type = node.op_type();
  // What the standard says where the attribute is absent.
  if (type == "ConstantOfShape" || type == "RandomNormal" || type == "RandomUniform" || type.ends_with("Window"))
    return TensorProto::FLOAT;
  if (type == "Multinomial") return TensorProto::INT32;
  if (type == "QuantizeLinear") return TensorProto::UINT8;
  return 0;
}

}  // namespace

void ElementTypes::read_stated(const ::onnx::GraphProto& graph) {
  for (const auto* infos : {&graph.input(), &graph.value_info(), &graph.output()})
    for (const auto& info : *infos)
      if (info.type().has_tensor_type()) types_[info.name()] = info.type().tensor_type().elem_type();
  for (const TensorProto& weight : graph.initializer()) types_[weight.name()] = weight.data_type();
}

void ElementTypes::add(const NodeProto& node) {
  const OpSchema* schema = ::onnx::OpSchemaRegistry::Schema(node.op_type(), opset_, "");
  if (schema == nullptr) return;
  for (int i = 0; i < node.output_size(); ++i) {
    const auto* parameter = parameter_of(schema->outputs(), static_cast<size_t>(i));
    if (parameter == nullptr || node.output(i).empty()) continue;
    int type = type_named(parameter->GetTypeStr());
    for (int j = 0; type == 0 && j < node.input_size(); ++j) {
      const auto* source = parameter_of(schema->inputs(), static_cast<size_t>(j));
      if (source != nullptr && source->GetTypeStr() == parameter->GetTypeStr()) type = of(node.input(j));
    }
    if (type == 0 && parameter->GetTypes().size() == 1) type = type_named(**parameter->GetTypes().begin());
    if (type == 0) type = type_by_attributes(node);
    // Of an operator that may say it and does not (EyeLike, RandomNormalLike): as its input.
    if (type == 0 && node.op_type().ends_with("Like") && node.input_size() > 0) type = of(node.input(0));
    if (type != 0) types_[node.output(i)] = type;
  }
}

int ElementTypes::of(const std::string& name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? 0 : found->second;
}

}  // namespace slipway::lower::onnx
