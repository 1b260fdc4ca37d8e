// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/model_file.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/strict_keys.h"
#include "lower/onnx/element_types.h"
#include "lower/onnx/external_data.h"
#include "lower/onnx/half.h"
#include "lower/onnx/ir.h"
#include "lower/onnx/serialize.h"

namespace slipway::lower::onnx {
namespace {

using ::onnx::AttributeProto;
using ::onnx::GraphProto;
using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;
using ::onnx::ValueInfoProto;

bool is_own_domain(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

std::optional<DType> dtype_of_file(int type) {
  switch (type) {
    case TensorProto::FLOAT:
      return DType::kF32;
    case TensorProto::DOUBLE:
      return DType::kF64;
    case TensorProto::FLOAT16:
      return DType::kF16;
    case TensorProto::BFLOAT16:
      return DType::kBF16;
    case TensorProto::INT64:
      return DType::kI64;
    case TensorProto::INT32:
      return DType::kI32;
    case TensorProto::INT16:
      return DType::kI16;
    case TensorProto::INT8:
      return DType::kI8;
    case TensorProto::UINT8:
      return DType::kU8;
    case TensorProto::BOOL:
      return DType::kBool;
    default:
      return std::nullopt;
  }
}

ModelProto parse_model(std::string_view bytes) {
  ModelProto model;
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph())
    fail("it is no ONNX model, or a damaged one");
  if (const auto external = external_tensors(model); !external.empty())
    fail("the data of '{}' is in another file; save the model with its weights in one file", external[0]->name());
  return model;
}

int opset_of(const ModelProto& model) {
  for (const auto& opset : model.opset_import())
    if (is_own_domain(opset.domain())) return static_cast<int>(opset.version());
  fail("it does not say of which opset it is");
}

FileTensor read_tensor_info(const ValueInfoProto& info) {
  FileTensor tensor;
  tensor.name = info.name();
  if (!info.type().has_tensor_type()) fail("'{}' is no tensor, which is not supported", info.name());
  const auto& type = info.type().tensor_type();
  const std::optional<DType> dtype = dtype_of_file(type.elem_type());
  if (!dtype) fail("'{}' has element type {} of ONNX, which is not supported", info.name(), type.elem_type());
  tensor.dtype = *dtype;
  tensor.shape_known = type.has_shape();
  for (const auto& dim : type.shape().dim()) {
    if (dim.has_dim_value() && dim.dim_value() > 0)
      tensor.shape.push_back({dim.dim_value()});
    else
      tensor.shape.push_back({-1, dim.dim_param()});
  }
  return tensor;
}

/// The numbers of a weight. Those of some types lie in fields of their own, and may be wider there.
HostTensor read_weight(const TensorProto& proto) {
  const std::optional<DType> dtype = dtype_of_file(proto.data_type());
  if (!dtype) fail("the constant '{}' has element type {} of ONNX", proto.name(), proto.data_type());
  std::vector<int64_t> shape(proto.dims().begin(), proto.dims().end());
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0 || (size > 0 && count > std::numeric_limits<int32_t>::max() / size))
      fail("the constant '{}' has sizes that cannot be", proto.name());
    count *= size;
  }
  HostTensor tensor(*dtype, shape);
  const auto copy = [&](const auto& values, auto element) {
    if (values.size() != tensor.numel())
      fail("the constant '{}' has {} values for {}", proto.name(), values.size(), tensor.describe());
    auto* to = static_cast<decltype(element)*>(tensor.mutable_raw());
    for (int i = 0; i < values.size(); ++i) to[i] = static_cast<decltype(element)>(values[i]);
  };
  if (proto.has_raw_data() || count == 0) {
    if (proto.raw_data().size() != tensor.nbytes())
      fail("the constant '{}' has {} bytes for {}", proto.name(), proto.raw_data().size(), tensor.describe());
    if (tensor.nbytes() > 0) std::memcpy(tensor.mutable_raw(), proto.raw_data().data(), tensor.nbytes());
    return tensor;
  }
  switch (*dtype) {
    case DType::kF32:
      copy(proto.float_data(), float{});
      break;
    case DType::kF64:
      copy(proto.double_data(), double{});
      break;
    case DType::kI64:
      copy(proto.int64_data(), int64_t{});
      break;
    case DType::kI32:
      copy(proto.int32_data(), int32_t{});
      break;
    case DType::kF16:
    case DType::kBF16:
      copy(proto.int32_data(), uint16_t{});
      break;
    case DType::kI16:
      copy(proto.int32_data(), int16_t{});
      break;
    case DType::kI8:
      copy(proto.int32_data(), int8_t{});
      break;
    case DType::kU8:
    case DType::kBool:
      copy(proto.int32_data(), uint8_t{});
      break;
  }
  return tensor;
}

/// A model file as Builder would have made it.
class Importer {
 public:
  explicit Importer(ModelProto model) : model_(std::move(model)), types_(opset_of(model_)) {
    ir_.opset = opset_of(model_);
    types_.read_stated(model_.graph());
  }

  Ir run() {
    const GraphProto& graph = model_.graph();
    for (const TensorProto& weight : graph.initializer()) add_weight(weight.name(), read_weight(weight), true);
    for (const ValueInfoProto& input : graph.input())
      if (tensors_.count(input.name()) == 0) ir_.inputs.push_back(add_known(read_tensor_info(input)));
    for (const NodeProto& node : graph.node()) add_node(node);
    for (const ValueInfoProto& output : graph.output()) {
      const FileTensor info = read_tensor_info(output);
      const auto found = tensors_.find(info.name);
      if (found == tensors_.end()) {
        problems_.add(fmt::format("nothing makes the output '{}'", info.name));
        continue;
      }
      ir_.tensor(found->second).shape = shape_of(info);
      ir_.outputs.push_back(found->second);
    }
    problems_.raise();
    return std::move(ir_);
  }

 private:
  Tensor add(IrTensor tensor) {
    ir_.tensors.push_back(std::move(tensor));
    const Tensor added{static_cast<int32_t>(ir_.tensors.size() - 1)};
    tensors_[ir_.tensors.back().name] = added;
    return added;
  }
  void add_weight(const std::string& name, HostTensor data, bool is_weight) {
    Shape shape(data.shape().begin(), data.shape().end());
    add({.name = name,
         .dtype = data.dtype(),
         .shape = std::move(shape),
         .is_constant = true,
         .is_weight = is_weight,
         .constant = std::move(data)});
  }
  Tensor add_known(const FileTensor& info) {
    return add({.name = info.name, .dtype = info.dtype, .shape = shape_of(info)});
  }

  /// Names of dynamic sizes become axes; sizes without a name one each.
  Shape shape_of(const FileTensor& info) {
    if (!info.shape_known) fail("nothing says how many axes '{}' has", info.name);
    Shape shape;
    for (size_t dim = 0; dim < info.shape.size(); ++dim) {
      if (info.shape[dim].value > 0) {
        shape.emplace_back(info.shape[dim].value);
        continue;
      }
      const std::string name =
          info.shape[dim].name.empty() ? fmt::format("{}_{}", info.name, dim) : info.shape[dim].name;
      const auto found = std::find(ir_.axis_names.begin(), ir_.axis_names.end(), name);
      shape.push_back(graph::SymInt::axis(static_cast<int>(found - ir_.axis_names.begin())));
      if (found == ir_.axis_names.end()) ir_.axis_names.push_back(name);
    }
    return shape;
  }

  void add_node(const NodeProto& proto) {
    IrNode node{
        .type = proto.op_type(), .inputs = {}, .outputs = {}, .attributes = {}, .scope = "", .name = proto.name()};
    const std::string problem = read_node(proto, node);
    if (!problem.empty()) {
      // Each sort of problem once, with the first node that has it; what reads its outputs is no problem of its own.
      if (told_.insert(problem).second)
        problems_.add(fmt::format("{} '{}' {}", proto.op_type(), proto.name(), problem));
      for (const std::string& name : proto.output()) {
        if (tensors_.count(name) == 0) add({.name = name});
        refused_.insert(name);
      }
      return;
    }
    if (node.outputs.empty()) return;  // a constant
    ir_.nodes.push_back(std::move(node));
  }

  /// @return what is wrong with it, "" for nothing
  std::string read_node(const NodeProto& proto, IrNode& node) {
    if (!is_own_domain(proto.domain())) return fmt::format("is an operator of '{}', not of ONNX", proto.domain());
    for (const std::string& name : proto.input()) {
      const auto found = tensors_.find(name);
      if (!name.empty() && found == tensors_.end()) return fmt::format("reads '{}', which nothing has made", name);
      node.inputs.push_back(name.empty() ? Tensor{} : found->second);
    }
    for (const AttributeProto& attribute : proto.attribute()) {
      std::optional<AttributeValue> value = read_attribute(attribute);
      if (!value) return fmt::format("has a subgraph or a list in its attribute '{}'", attribute.name());
      node.attributes.emplace_back(attribute.name(), *std::move(value));
    }
    types_.add(proto);
    if (proto.op_type() == "Constant" && node.attributes.size() == 1 && proto.output_size() == 1)
      if (auto* data = std::get_if<HostTensor>(&node.attributes[0].second)) {
        add_weight(proto.output(0), std::move(*data), false);
        return "";
      }
    for (const std::string& name : proto.output()) {
      if (name.empty()) {
        node.outputs.push_back(add({.name = fmt::format("{}_unused_{}", proto.name(), ir_.tensors.size())}));
        continue;
      }
      const std::optional<DType> dtype = dtype_of_file(types_.of(name));
      if (!dtype && !follows_problem(proto)) return fmt::format("makes '{}', whose element type is not known", name);
      if (!dtype) refused_.insert(name);
      node.outputs.push_back(add({.name = name, .dtype = dtype.value_or(DType::kF32)}));
    }
    return "";
  }

  /// Whether a node reads what is a problem already.
  bool follows_problem(const NodeProto& proto) const {
    return std::any_of(proto.input().begin(), proto.input().end(),
                       [&](const std::string& name) { return refused_.count(name) > 0; });
  }

  static std::optional<AttributeValue> read_attribute(const AttributeProto& attribute) {
    switch (attribute.type()) {
      case AttributeProto::INT:
        return attribute.i();
      case AttributeProto::FLOAT:
        return attribute.f();
      case AttributeProto::STRING:
        return attribute.s();
      case AttributeProto::INTS:
        return std::vector<int64_t>(attribute.ints().begin(), attribute.ints().end());
      case AttributeProto::FLOATS:
        return std::vector<float>(attribute.floats().begin(), attribute.floats().end());
      case AttributeProto::TENSOR:
        return read_weight(attribute.t());
      default:
        return std::nullopt;
    }
  }

  ModelProto model_;
  Ir ir_;
  std::unordered_map<std::string, Tensor> tensors_;
  ElementTypes types_;
  std::set<std::string> told_;
  std::set<std::string> refused_;  // outputs of nodes that are problems
  Problems problems_;
};

}  // namespace

ModelFile read_model_file(std::string_view bytes) {
  const ModelProto model = parse_model(bytes);
  const GraphProto& graph = model.graph();
  ModelFile file;
  file.opset = opset_of(model);
  file.producer = model.producer_name();
  if (!model.producer_version().empty()) file.producer += " " + model.producer_version();
  std::set<std::string> weights;
  for (const TensorProto& weight : graph.initializer()) weights.insert(weight.name());
  for (const ValueInfoProto& input : graph.input())
    if (weights.count(input.name()) == 0) file.inputs.push_back(read_tensor_info(input));
  for (const ValueInfoProto& output : graph.output()) file.outputs.push_back(read_tensor_info(output));
  file.node_count = static_cast<size_t>(graph.node_size());
  for (const NodeProto& node : graph.node())
    ++file.operators[is_own_domain(node.domain()) ? node.op_type() : node.domain() + "." + node.op_type()];
  return file;
}

std::string half_of(std::string_view bytes, const HalfOptions& options) {
  Ir ir = Importer(parse_model(bytes)).run();
  to_half(ir, options, ir.outputs.size());
  return serialize(ir, /*keep_initializers_as_inputs=*/false);
}

}  // namespace slipway::lower::onnx
