// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

Tensor bound(Builder& b, std::string_view name, DType dtype) {
  return b.has(name) ? b.scalar_argument(name, dtype) : Tensor{};
}

void lower_clamp(Builder& b) {
  const DType dtype = b.out_dtype();
  b.output(b.clip(b.input_as("self", dtype), bound(b, "min", dtype), bound(b, "max", dtype)));
}

void lower_clamp_min(Builder& b) {
  b.output(b.clip(b.input_as("self", b.out_dtype()), b.scalar_argument("min", b.out_dtype()), {}));
}
void lower_clamp_max(Builder& b) {
  b.output(b.clip(b.input_as("self", b.out_dtype()), {}, b.scalar_argument("max", b.out_dtype())));
}

/// Bounds that are tensors, which Clip does not take.
void lower_clamp_tensor(Builder& b) {
  const DType dtype = b.out_dtype();
  Tensor x = b.input_as("self", dtype);
  if (const Tensor low = b.optional_input("min")) x = b.maximum(x, b.cast(low, dtype));
  if (const Tensor high = b.optional_input("max")) x = b.minimum(x, b.cast(high, dtype));
  b.output(x);
}
void lower_clamp_min_tensor(Builder& b) {
  b.output(b.maximum(b.input_as("self", b.out_dtype()), b.input_as("min", b.out_dtype())));
}
void lower_clamp_max_tensor(Builder& b) {
  b.output(b.minimum(b.input_as("self", b.out_dtype()), b.input_as("max", b.out_dtype())));
}

void lower_maximum(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(b.maximum(x, y));
}
void lower_minimum(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(b.minimum(x, y));
}

const RegisterLowering kClamp({"aten::clamp", "aten::clip"}, lower_clamp);
const RegisterLowering kClampMin({"aten::clamp_min"}, lower_clamp_min);
const RegisterLowering kClampMax({"aten::clamp_max"}, lower_clamp_max);
const RegisterLowering kClampTensor({"aten::clamp.Tensor", "aten::clip.Tensor"}, lower_clamp_tensor);
const RegisterLowering kClampMinTensor({"aten::clamp_min.Tensor"}, lower_clamp_min_tensor);
const RegisterLowering kClampMaxTensor({"aten::clamp_max.Tensor"}, lower_clamp_max_tensor);
const RegisterLowering kMaximum({"aten::maximum", "aten::max.other"}, lower_maximum);
const RegisterLowering kMinimum({"aten::minimum", "aten::min.other"}, lower_minimum);

}  // namespace
}  // namespace slipway::lower::onnx
