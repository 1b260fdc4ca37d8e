// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

enum class Kind { kBool, kInteger, kFloat };
Kind kind_of(DType dtype) {
  return dtype == DType::kBool ? Kind::kBool : is_floating(dtype) ? Kind::kFloat : Kind::kInteger;
}

struct Operand {
  DType dtype;
  int weight;  // 2: tensor with axes, 1: without, 0: number
};

Operand operand_of(const Builder& b, std::string_view name) {
  const graph::Argument& argument = b.node().arg(name);
  if (std::holds_alternative<graph::TensorRef>(argument)) return {b.dtype_of(name), b.shape_of(name).empty() ? 1 : 2};
  if (std::holds_alternative<bool>(argument)) return {DType::kBool, 0};
  return {std::holds_alternative<double>(argument) ? DType::kF32 : DType::kI64, 0};
}

Tensor read_binary(Builder& b, std::string_view name, DType dtype) {
  if (std::holds_alternative<graph::TensorRef>(b.node().arg(name))) return b.input_as(name, dtype);
  return b.scalar_argument(name, dtype);
}

}  // namespace

std::pair<Tensor, Tensor> operands(Builder& b, DType dtype, std::string_view first, std::string_view second) {
  return {read_binary(b, first, dtype), read_binary(b, second, dtype)};
}

DType common_dtype(const Builder& b, std::string_view first, std::string_view second) {
  Operand x = operand_of(b, first), y = operand_of(b, second);
  if (x.weight == y.weight) return promote(x.dtype, y.dtype);
  if (x.weight < y.weight) std::swap(x, y);
  return kind_of(y.dtype) > kind_of(x.dtype) ? y.dtype : x.dtype;
}

Tensor floor_divide_integers(Builder& b, Tensor x, Tensor y) {
  // ONNX divides towards zero, but its Mod has the sign of the divisor.
  return b.emit("Div", {b.emit("Sub", {x, b.emit("Mod", {x, y})}), y});
}

}  // namespace slipway::lower::onnx
