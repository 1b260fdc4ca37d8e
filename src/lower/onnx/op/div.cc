// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

Tensor truncated(Builder& b, Tensor x) {
  return b.emit("Mul", {b.emit("Sign", {x}), b.emit("Floor", {b.emit("Abs", {x})})});
}

Tensor divided(Builder& b, Tensor x, Tensor y, std::string_view rounding) {
  if (!is_floating(b.dtype(x))) return rounding == "floor" ? floor_divide_integers(b, x, y) : b.emit("Div", {x, y});
  const Tensor quotient = b.emit("Div", {x, y});
  if (rounding == "floor") return b.emit("Floor", {quotient});
  return rounding == "trunc" ? truncated(b, quotient) : quotient;
}

void lower_div(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(divided(b, x, y, b.has("rounding_mode") ? b.node().str("rounding_mode") : ""));
}

void lower_floor_divide(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(divided(b, x, y, "floor"));
}

/// With the sign of the divisor, as Python's %.
void lower_remainder(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  if (!is_floating(b.dtype(x))) return b.output(b.emit("Mod", {x, y}));
  // fmod is exact, where x - floor(x/y)·y is not; a remainder whose sign is not the divisor's is moved by one divisor.
  const Tensor rest = b.emit("Mod", {x, y}, {{"fmod", int64_t{1}}});
  const Tensor other_sign = b.emit_as(DType::kBool, "Less", {b.emit("Mul", {rest, y}), b.scalar(0.0, b.dtype(x))});
  b.output(b.where(other_sign, b.emit("Add", {rest, y}), rest));
}

void lower_fmod(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(b.emit("Mod", {x, y}, {{"fmod", int64_t{1}}}));
}

void lower_trunc(Builder& b) {
  b.output(is_floating(b.dtype_of("self")) ? truncated(b, b.input("self")) : b.input("self"));
}

const RegisterLowering kDiv({"aten::div.Tensor", "aten::div.Scalar", "aten::div.Tensor_mode", "aten::div.Scalar_mode"},
                            lower_div);
const RegisterLowering kFloorDivide({"aten::floor_divide", "aten::floor_divide.Scalar"}, lower_floor_divide);
const RegisterLowering kRemainder({"aten::remainder.Tensor", "aten::remainder.Scalar"}, lower_remainder);
const RegisterLowering kFmod({"aten::fmod.Tensor", "aten::fmod.Scalar"}, lower_fmod);
const RegisterLowering kTrunc({"aten::trunc"}, lower_trunc);

}  // namespace
}  // namespace slipway::lower::onnx
