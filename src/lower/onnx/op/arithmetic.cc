// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

/// Bools: ATen's sum is "or", its product "and".
Tensor combine(Builder& b, std::string_view type, Tensor x, Tensor y) {
  if (b.dtype(x) != DType::kBool) return b.emit(type, {x, y});
  return b.emit(type == "Add" ? "Or" : "And", {x, y});
}

/// self + alpha·other
template <const char* kType>
void lower_sum(Builder& b) {
  auto [x, y] = operands(b, b.out_dtype());
  if (b.has("alpha")) y = b.times(y, b.node().number("alpha"));
  b.output(combine(b, kType, x, y));
}

void lower_mul(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(combine(b, "Mul", x, y));
}

/// other - alpha·self
void lower_rsub(Builder& b) {
  auto [x, y] = operands(b, b.out_dtype());
  b.output(b.emit("Sub", {y, b.times(x, b.node().number("alpha"))}));
}

constexpr char kAdd[] = "Add", kSub[] = "Sub";
const RegisterLowering kRegisterAdd({"aten::add.Tensor", "aten::add.Scalar"}, lower_sum<kAdd>);
const RegisterLowering kRegisterSub({"aten::sub.Tensor", "aten::sub.Scalar"}, lower_sum<kSub>);
const RegisterLowering kRsub({"aten::rsub.Tensor", "aten::rsub.Scalar"}, lower_rsub);
const RegisterLowering kMul({"aten::mul.Tensor", "aten::mul.Scalar"}, lower_mul);

}  // namespace
}  // namespace slipway::lower::onnx
