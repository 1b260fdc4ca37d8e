// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

Tensor compared(Builder& b, std::string_view type, Tensor x, Tensor y) { return b.emit_as(DType::kBool, type, {x, y}); }

/// ONNX orders numbers only; false < true.
std::pair<Tensor, Tensor> ordered_operands(Builder& b) {
  const DType dtype = common_dtype(b);
  return operands(b, dtype == DType::kBool ? DType::kI32 : dtype);
}

template <const char* kType>
void lower_order(Builder& b) {
  const auto [x, y] = ordered_operands(b);
  b.output(compared(b, kType, x, y));
}

/// "Not less" would be true for NaN.
template <const char* kType>
void lower_order_or_equal(Builder& b) {
  const auto [x, y] = ordered_operands(b);
  b.output(b.emit("Or", {compared(b, kType, x, y), compared(b, "Equal", x, y)}));
}

void lower_eq(Builder& b) {
  const auto [x, y] = operands(b, common_dtype(b));
  b.output(compared(b, "Equal", x, y));
}

void lower_ne(Builder& b) {
  const auto [x, y] = operands(b, common_dtype(b));
  b.output(b.emit("Not", {compared(b, "Equal", x, y)}));
}

constexpr char kGreater[] = "Greater", kLess[] = "Less", kGreaterOrEqual[] = "GreaterOrEqual",
               kLessOrEqual[] = "LessOrEqual";
const RegisterLowering kGt({"aten::gt.Tensor", "aten::gt.Scalar"}, lower_order<kGreater>);
const RegisterLowering kLt({"aten::lt.Tensor", "aten::lt.Scalar"}, lower_order<kLess>);
const RegisterLowering kGe11({"aten::ge.Tensor", "aten::ge.Scalar"}, lower_order_or_equal<kGreater>);
const RegisterLowering kLe11({"aten::le.Tensor", "aten::le.Scalar"}, lower_order_or_equal<kLess>);
const RegisterLowering kGe12({"aten::ge.Tensor", "aten::ge.Scalar"}, lower_order<kGreaterOrEqual>, 12);
const RegisterLowering kLe12({"aten::le.Tensor", "aten::le.Scalar"}, lower_order<kLessOrEqual>, 12);
const RegisterLowering kEq({"aten::eq.Tensor", "aten::eq.Scalar"}, lower_eq);
const RegisterLowering kNe({"aten::ne.Tensor", "aten::ne.Scalar"}, lower_ne);

}  // namespace
}  // namespace slipway::lower::onnx
