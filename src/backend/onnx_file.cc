// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/onnx_file.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.h"

namespace slipway::backend {
namespace {

constexpr size_t kSmall = 16;  // elements of a constant whose values matter
constexpr int kMaxDepth = 64;  // of graphs in attributes of graphs

/// A message of protobuf, field by field.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}

  /// The next field's number, 0 at the end. Its value is number() or bytes(), by its type.
  uint64_t next() {
    if (rest_.empty()) return 0;
    const uint64_t key = varint();
    wire_type_ = key & 7U;
    number_ = 0;
    bytes_ = {};
    switch (wire_type_) {
      case 0:
        number_ = varint();
        break;
      case 1:
        bytes_ = take(8);
        break;
      case 2:
        bytes_ = take(varint());
        break;
      case 5:
        bytes_ = take(4);
        break;
      default:
        fail("the ONNX model is damaged: a field of unknown type");
    }
    if (key >> 3U == 0) fail("the ONNX model is damaged: a field without a number");
    return key >> 3U;
  }
  int64_t number() const { return static_cast<int64_t>(number_); }
  std::string_view bytes() const { return bytes_; }
  std::string text() const { return std::string(bytes_); }

  /// Repeated numbers come one by one or packed together.
  void append_numbers(std::vector<int64_t>& to) const {
    if (wire_type_ == 0) to.push_back(number());
    Message packed(bytes_);
    while (wire_type_ == 2 && !packed.rest_.empty()) to.push_back(static_cast<int64_t>(packed.varint()));
  }

 private:
  uint64_t varint() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80U) return value;
    }
    fail("the ONNX model is damaged: a number without an end");
  }
  std::string_view take(uint64_t size) {
    if (size > rest_.size()) fail("the ONNX model is damaged: it ends too early");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_, bytes_;
  uint64_t number_ = 0;
  uint64_t wire_type_ = 0;
};

struct Constant {
  std::string name;
  OnnxType type = OnnxType::kUnknown;
  std::vector<int64_t> values;
};

Constant read_tensor(std::string_view bytes) {
  Constant result;
  Message message(bytes);
  std::string_view raw;
  while (const uint64_t field = message.next()) {
    if (field == 2) result.type = static_cast<OnnxType>(message.number());
    if (field == 7 && message.bytes().size() <= kSmall * 10) message.append_numbers(result.values);
    if (field == 8) result.name = message.text();
    if (field == 9) raw = message.bytes();
  }
  if (result.type == OnnxType::kI64 && raw.size() <= kSmall * sizeof(int64_t) && !raw.empty()) {
    result.values.resize(raw.size() / sizeof(int64_t));
    std::memcpy(result.values.data(), raw.data(), result.values.size() * sizeof(int64_t));
  }
  if (result.type != OnnxType::kI64) result.values.clear();
  return result;
}

std::vector<int64_t> read_shape(std::string_view bytes) {
  std::vector<int64_t> shape;
  Message message(bytes);
  while (const uint64_t field = message.next()) {
    if (field != 1) continue;
    shape.push_back(-1);
    Message dim(message.bytes());
    while (const uint64_t part = dim.next())
      if (part == 1) shape.back() = dim.number();
  }
  return shape;
}

OnnxTensor read_value(std::string_view bytes) {
  OnnxTensor result;
  Message message(bytes);
  while (const uint64_t field = message.next()) {
    if (field == 1) result.name = message.text();
    if (field != 2) continue;
    Message type(message.bytes());
    while (const uint64_t kind = type.next()) {
      if (kind != 1) continue;  // sequences, maps and the like
      Message tensor(type.bytes());
      while (const uint64_t part = tensor.next()) {
        if (part == 1) result.type = static_cast<OnnxType>(tensor.number());
        if (part == 2) result.shape = read_shape(tensor.bytes());
      }
    }
  }
  return result;
}

void read_graph(std::string_view bytes, OnnxModel& model, int depth);

void read_attribute(std::string_view bytes, OnnxNode& node, OnnxModel& model, int depth) {
  Message message(bytes);
  std::string name;
  OnnxAttribute attribute;
  Constant constant;
  while (const uint64_t field = message.next()) {
    if (field == 1) name = message.text();
    if (field == 3) attribute.i = message.number();
    if (field == 4) attribute.s = message.text();
    if (field == 5) constant = read_tensor(message.bytes());
    if (field == 8) message.append_numbers(attribute.ints);
    if (field == 6 || field == 11) read_graph(message.bytes(), model, depth + 1);
  }
  if (node.op_type == "Constant" && !node.outputs.empty()) {
    if (name == "value_int") constant.values = {attribute.i};
    if (name == "value_ints") constant.values = attribute.ints;
    model.constants[node.outputs.front()] = constant.values;
    if (constant.type != OnnxType::kUnknown) model.types[node.outputs.front()] = constant.type;
  }
  node.attributes[name] = std::move(attribute);
}

void read_node(std::string_view bytes, OnnxModel& model, int depth) {
  OnnxNode node;
  Message message(bytes);
  std::vector<std::string_view> attributes;
  while (const uint64_t field = message.next()) {
    if (field == 1) node.inputs.push_back(message.text());
    if (field == 2) node.outputs.push_back(message.text());
    if (field == 3) node.name = message.text();
    if (field == 4) node.op_type = message.text();
    if (field == 5) attributes.push_back(message.bytes());
    if (field == 7) node.domain = message.text();
  }
  for (const std::string_view attribute : attributes) read_attribute(attribute, node, model, depth);
  if (node.domain == "ai.onnx") node.domain.clear();
  model.nodes.push_back(std::move(node));
}

void read_graph(std::string_view bytes, OnnxModel& model, int depth) {
  if (depth > kMaxDepth) fail("the ONNX model is damaged: its graphs lie too deep in each other");
  Message message(bytes);
  std::vector<OnnxTensor> inputs;
  while (const uint64_t field = message.next()) {
    if (field == 1) read_node(message.bytes(), model, depth);
    if (field == 5) {
      Constant constant = read_tensor(message.bytes());
      model.types[constant.name] = constant.type;
      model.constants[constant.name] = std::move(constant.values);
    }
    if (field == 11 || field == 12 || field == 13) {
      OnnxTensor value = read_value(message.bytes());
      if (value.type != OnnxType::kUnknown) model.types[value.name] = value.type;
      if (field == 11 && depth == 0) inputs.push_back(std::move(value));
      if (field == 12 && depth == 0) model.outputs.push_back(std::move(value));
    }
  }
  for (OnnxTensor& input : inputs)
    if (model.constants.count(input.name) == 0) model.inputs.push_back(std::move(input));
}

}  // namespace

std::string_view name_of(OnnxType type) {
  constexpr std::string_view kNames[] = {"an unknown type",
                                         "f32",
                                         "u8",
                                         "i8",
                                         "u16",
                                         "i16",
                                         "i32",
                                         "i64",
                                         "string",
                                         "bool",
                                         "f16",
                                         "f64",
                                         "u32",
                                         "u64",
                                         "c64",
                                         "c128",
                                         "bf16"};
  const auto index = static_cast<size_t>(type);
  return kNames[index < std::size(kNames) ? index : 0];
}

OnnxModel read_onnx(std::string_view bytes) {
  OnnxModel model;
  Message message(bytes);
  bool graph = false;
  while (const uint64_t field = message.next()) {
    if (field == 7) {
      graph = true;
      read_graph(message.bytes(), model, 0);
    }
    if (field == 8) {
      std::string domain;
      int64_t version = 0;
      Message opset(message.bytes());
      while (const uint64_t part = opset.next()) {
        if (part == 1) domain = opset.text();
        if (part == 2) version = opset.number();
      }
      model.opsets[domain == "ai.onnx" ? "" : domain] = version;
    }
  }
  if (!graph || model.opsets.empty()) fail("the ONNX model is damaged: it has no graph or no opset");
  return model;
}

}  // namespace slipway::backend
