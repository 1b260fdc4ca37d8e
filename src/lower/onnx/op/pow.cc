// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

/// ONNX has powers of integers from opset 12 on; before that through double, which is exact up to 2^53.
Tensor power(Builder& b, Tensor x, Tensor exponent) {
  const DType dtype = b.dtype(x);
  if (b.opset() >= 12 || is_floating(dtype)) return b.emit("Pow", {x, exponent});
  return b.cast(b.emit("Pow", {b.cast(x, DType::kF64), b.cast(exponent, DType::kF64)}), dtype);
}

void lower_pow(Builder& b) {
  const auto [x, exponent] = operands(b, b.out_dtype(), "self", "exponent");
  b.output(power(b, x, exponent));
}

void lower_pow_of_number(Builder& b) {
  const graph::Argument& argument = b.node().arg("exponent");
  const auto* integer = std::get_if<graph::SymInt>(&argument);
  const Tensor x = b.input_as("self", b.out_dtype());
  if (integer == nullptr || integer->is_constant()) {
    const double exponent = b.node().number("exponent");
    if (exponent == 1) return b.output(x);
    if (exponent == 2) return b.output(b.emit("Mul", {x, x}));
    if (exponent == 0.5) return b.output(b.emit("Sqrt", {x}));
    if (exponent == -1 && is_floating(b.dtype(x))) return b.output(b.emit("Reciprocal", {x}));
  }
  b.output(power(b, x, b.scalar_argument("exponent", b.dtype(x))));
}

const RegisterLowering kPow({"aten::pow.Tensor_Tensor", "aten::pow.Scalar"}, lower_pow);
const RegisterLowering kPowOfNumber({"aten::pow.Tensor_Scalar"}, lower_pow_of_number);

}  // namespace
}  // namespace slipway::lower::onnx
