// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/onnx_signature.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace slipway::backend::ncnn {
namespace {

// Field numbers of onnx.proto3.
constexpr uint64_t kModelGraph = 7;
constexpr uint64_t kGraphInitializer = 5, kGraphInput = 11, kGraphOutput = 12;
constexpr uint64_t kTensorName = 8;
constexpr uint64_t kValueName = 1, kValueType = 2, kTypeTensor = 1, kElementType = 1, kShape = 2, kDim = 1,
                   kDimValue = 1;
constexpr uint64_t kFloat = 1;  // TensorProto.FLOAT

/// One field of a message of protobuf's wire format.
struct Field {
  uint64_t number = 0;
  uint64_t value = 0;      ///< of a varint
  std::string_view bytes;  ///< of a length-delimited field
};

/// The fields of a message, one after the other.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}

  bool next(Field& field) {
    if (rest_.empty()) return false;
    const uint64_t key = varint();
    field = {key >> 3, 0, {}};
    switch (key & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.bytes = take(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        field.bytes = take(4);
        break;
      default:
        broken();
    }
    return true;
  }

 private:
  [[noreturn]] static void broken() { fail("it is no ONNX model, or a truncated one"); }

  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    broken();
  }

  std::string_view take(uint64_t count) {
    if (count > rest_.size()) broken();
    const std::string_view result = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return result;
  }

  std::string_view rest_;
};

/// Calls `use` with each field of that number.
template <typename Use>
void each(std::string_view message, uint64_t number, Use&& use) {
  Message fields(message);
  for (Field field; fields.next(field);)
    if (field.number == number) use(field);
}

std::string text_field(std::string_view message, uint64_t number) {
  std::string text;
  each(message, number, [&](const Field& field) { text = field.bytes; });
  return text;
}

TensorInfo read_value(std::string_view value) {
  TensorInfo info;
  info.name = text_field(value, kValueName);
  each(value, kValueType, [&](const Field& type) {
    each(type.bytes, kTypeTensor, [&](const Field& tensor) {
      each(tensor.bytes, kElementType, [&](const Field& element) {
        if (element.value != kFloat) fail("'{}' is no f32 tensor; ncnn's inputs and outputs are f32", info.name);
      });
      each(tensor.bytes, kShape, [&](const Field& shape) {
        each(shape.bytes, kDim, [&](const Field& dim) {
          int64_t size = -1;
          each(dim.bytes, kDimValue, [&](const Field& number) { size = static_cast<int64_t>(number.value); });
          info.shape.push_back(size > 0 ? size : -1);
        });
      });
    });
  });
  return info;
}

}  // namespace

OnnxSignature read_signature(std::string_view model) {
  OnnxSignature result;
  std::vector<std::string> initializers;
  each(model, kModelGraph, [&](const Field& graph) {
    each(graph.bytes, kGraphInitializer,
         [&](const Field& tensor) { initializers.push_back(text_field(tensor.bytes, kTensorName)); });
    each(graph.bytes, kGraphInput, [&](const Field& value) {
      if (const std::string name = text_field(value.bytes, kValueName);
          std::find(initializers.begin(), initializers.end(), name) == initializers.end())
        result.inputs.push_back(read_value(value.bytes));
    });
    each(graph.bytes, kGraphOutput, [&](const Field& value) { result.outputs.push_back(read_value(value.bytes)); });
  });
  if (result.inputs.empty() || result.outputs.empty()) fail("it is no ONNX model: it has no inputs or no outputs");
  return result;
}

}  // namespace slipway::backend::ncnn
