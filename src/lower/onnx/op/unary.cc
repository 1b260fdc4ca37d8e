// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// ONNX's operator of the same meaning; integers become floats where ATen makes them so.
template <const char* kType>
void lower_unary(Builder& b) {
  b.output(b.emit(kType, {b.input_as("self", b.out_dtype())}));
}

void lower_rsqrt(Builder& b) { b.output(b.emit("Reciprocal", {b.emit("Sqrt", {b.input_as("self", b.out_dtype())})})); }

void lower_square(Builder& b) { b.output(b.emit("Mul", {b.input("self"), b.input("self")})); }

/// Rounding keeps integers as they are, and ONNX knows it for floats only.
template <const char* kType>
void lower_rounding(Builder& b) {
  b.output(is_floating(b.dtype_of("self")) ? b.emit(kType, {b.input("self")}) : b.input("self"));
}

#define SLIPWAY_UNARY(operator_name, type) \
  constexpr char k##type[] = #type;        \
  const RegisterLowering kRegister##type({operator_name}, lower_unary<k##type>);
SLIPWAY_UNARY("aten::abs", Abs)
SLIPWAY_UNARY("aten::acos", Acos)
SLIPWAY_UNARY("aten::asin", Asin)
SLIPWAY_UNARY("aten::atan", Atan)
SLIPWAY_UNARY("aten::cos", Cos)
SLIPWAY_UNARY("aten::cosh", Cosh)
SLIPWAY_UNARY("aten::erf", Erf)
SLIPWAY_UNARY("aten::exp", Exp)
SLIPWAY_UNARY("aten::log", Log)
SLIPWAY_UNARY("aten::neg", Neg)
SLIPWAY_UNARY("aten::reciprocal", Reciprocal)
SLIPWAY_UNARY("aten::sigmoid", Sigmoid)
SLIPWAY_UNARY("aten::sign", Sign)
SLIPWAY_UNARY("aten::sin", Sin)
SLIPWAY_UNARY("aten::sinh", Sinh)
SLIPWAY_UNARY("aten::sqrt", Sqrt)
SLIPWAY_UNARY("aten::tan", Tan)
SLIPWAY_UNARY("aten::tanh", Tanh)
#undef SLIPWAY_UNARY

constexpr char kCeil[] = "Ceil", kFloor[] = "Floor", kRound[] = "Round";
const RegisterLowering kRegisterCeil({"aten::ceil"}, lower_rounding<kCeil>);
const RegisterLowering kRegisterFloor({"aten::floor"}, lower_rounding<kFloor>);
const RegisterLowering kRegisterRound({"aten::round"}, lower_rounding<kRound>);
const RegisterLowering kRegisterRsqrt({"aten::rsqrt"}, lower_rsqrt);
const RegisterLowering kRegisterSquare({"aten::square"}, lower_square);

}  // namespace
}  // namespace slipway::lower::onnx
