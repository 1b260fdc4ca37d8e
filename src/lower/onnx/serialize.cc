// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/serialize.h"

#include <onnx/onnx_pb.h>

#include <algorithm>

#include "base/error.h"

namespace slipway::lower::onnx {
namespace {

::onnx::TensorProto::DataType type_of(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return ::onnx::TensorProto::FLOAT;
    case DType::kF64:
      return ::onnx::TensorProto::DOUBLE;
    case DType::kF16:
      return ::onnx::TensorProto::FLOAT16;
    case DType::kBF16:
      return ::onnx::TensorProto::BFLOAT16;
    case DType::kI64:
      return ::onnx::TensorProto::INT64;
    case DType::kI32:
      return ::onnx::TensorProto::INT32;
    case DType::kI16:
      return ::onnx::TensorProto::INT16;
    case DType::kI8:
      return ::onnx::TensorProto::INT8;
    case DType::kU8:
      return ::onnx::TensorProto::UINT8;
    case DType::kBool:
      return ::onnx::TensorProto::BOOL;
  }
  throw InternalError("no ONNX type");
}

/// Everything of a tensor but its data.
::onnx::TensorProto header_of(const std::string& name, const HostTensor& data) {
  ::onnx::TensorProto proto;
  for (int64_t size : data.shape()) proto.add_dims(size);
  proto.set_data_type(type_of(data.dtype()));
  if (!name.empty()) proto.set_name(name);
  return proto;
}

struct SetAttribute {
  ::onnx::AttributeProto& proto;
  void operator()(int64_t value) const {
    proto.set_type(::onnx::AttributeProto::INT);
    proto.set_i(value);
  }
  void operator()(float value) const {
    proto.set_type(::onnx::AttributeProto::FLOAT);
    proto.set_f(value);
  }
  void operator()(const std::string& value) const {
    proto.set_type(::onnx::AttributeProto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<int64_t>& values) const {
    proto.set_type(::onnx::AttributeProto::INTS);
    for (int64_t value : values) proto.add_ints(value);
  }
  void operator()(const std::vector<float>& values) const {
    proto.set_type(::onnx::AttributeProto::FLOATS);
    for (float value : values) proto.add_floats(value);
  }
  void operator()(const HostTensor& value) const {
    proto.set_type(::onnx::AttributeProto::TENSOR);
    *proto.mutable_t() = header_of("", value);
    proto.mutable_t()->set_raw_data(value.raw(), value.nbytes());
  }
};

void describe(const Ir& ir, const IrTensor& tensor, ::onnx::ValueInfoProto& proto) {
  proto.set_name(tensor.name);
  auto& type = *proto.mutable_type()->mutable_tensor_type();
  type.set_elem_type(type_of(tensor.dtype));
  auto& shape = *type.mutable_shape();
  for (const graph::SymInt& size : *tensor.shape) {
    auto& dim = *shape.add_dim();
    if (size.is_constant())
      dim.set_dim_value(size.constant());
    else
      dim.set_dim_param(size.text(ir.axis_names));
  }
}

void add_node(const Ir& ir, const IrNode& node, ::onnx::NodeProto& proto) {
  proto.set_op_type(node.type);
  proto.set_name(node.name);
  for (Tensor input : node.inputs) proto.add_input(input ? ir.tensor(input).name : "");
  for (Tensor output : node.outputs) proto.add_output(ir.tensor(output).name);
  for (const auto& [name, value] : node.attributes) {
    auto& attribute = *proto.add_attribute();
    attribute.set_name(name);
    std::visit(SetAttribute{attribute}, value);
  }
}

/// The model but for its initializers.
::onnx::ModelProto skeleton_of(const Ir& ir, bool keep_initializers_as_inputs) {
  ::onnx::ModelProto model;
  // The version of the file format that came with the opset; nothing here needs a later one.
  model.set_ir_version(ir.opset <= 11 ? 6 : ir.opset <= 14 ? 7 : 8);
  model.set_producer_name("slipway");
  model.set_producer_version(SLIPWAY_VERSION);
  auto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(ir.opset);
  auto& graph = *model.mutable_graph();
  graph.set_name("slipway");
  std::vector<bool> declared(ir.tensors.size(), false);
  for (Tensor input : ir.inputs) describe(ir, ir.tensor(input), *graph.add_input());
  for (Tensor output : ir.outputs) {
    describe(ir, ir.tensor(output), *graph.add_output());
    declared[static_cast<size_t>(output.id)] = true;
  }
  if (keep_initializers_as_inputs)
    for (const IrTensor& tensor : ir.tensors)
      if (tensor.is_constant && tensor.is_weight) describe(ir, tensor, *graph.add_input());
  for (const IrNode& node : ir.nodes) {
    add_node(ir, node, *graph.add_node());
    for (Tensor output : node.outputs)
      if (ir.tensor(output).shape && !declared[static_cast<size_t>(output.id)])
        describe(ir, ir.tensor(output), *graph.add_value_info());
  }
  return model;
}

/// Appends protobuf's wire format: a key (field number and "length-delimited"), then the length.
void append_varint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}
void append_header(std::string& out, int field, size_t length) {
  append_varint(out, static_cast<uint64_t>(field) << 3 | 2);
  append_varint(out, length);
}

}  // namespace

std::string serialize(const Ir& ir, bool keep_initializers_as_inputs) {
  size_t weight_bytes = 0;
  for (const IrTensor& tensor : ir.tensors)
    if (tensor.is_constant) weight_bytes += tensor.constant.nbytes();
  auto refuse = [](size_t bytes) {
    fail(
        "the ONNX model would have {:.2f} GB, and a file of this format holds at most 2 GB; a deploy config with FP16 "
        "halves it, and one for TorchScript has no such limit",
        static_cast<double>(bytes) / 1e9);
  };
  if (weight_bytes > kMaxModelBytes) refuse(weight_bytes);

  // A ModelProto is its fields one after the other, so the initializers are written straight from the checkpoint's
  // memory behind the rest of the graph, without a second and third copy of them in protobuf's objects.
  ::onnx::ModelProto model = skeleton_of(ir, keep_initializers_as_inputs);
  const std::string graph = model.graph().SerializeAsString();
  model.clear_graph();
  std::string result = model.SerializeAsString();
  struct Piece {
    std::string header;
    const HostTensor* data;
  };
  std::vector<Piece> pieces;
  size_t graph_bytes = graph.size();
  for (const IrTensor& tensor : ir.tensors) {
    if (!tensor.is_constant) continue;
    std::string header = header_of(tensor.name, tensor.constant).SerializeAsString();
    append_header(header, ::onnx::TensorProto::kRawDataFieldNumber, tensor.constant.nbytes());
    std::string outer;
    append_header(outer, ::onnx::GraphProto::kInitializerFieldNumber, header.size() + tensor.constant.nbytes());
    graph_bytes += outer.size() + header.size() + tensor.constant.nbytes();
    pieces.push_back({outer + header, &tensor.constant});
  }
  append_header(result, ::onnx::ModelProto::kGraphFieldNumber, graph_bytes);
  if (result.size() + graph_bytes > kMaxModelBytes) refuse(result.size() + graph_bytes);
  result.reserve(result.size() + graph_bytes);
  result += graph;
  for (const Piece& piece : pieces) {
    result += piece.header;
    if (piece.data->nbytes() > 0) result.append(static_cast<const char*>(piece.data->raw()), piece.data->nbytes());
  }
  return result;
}

}  // namespace slipway::lower::onnx
