// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

void lower_where(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(b.where(b.input_as("condition", DType::kBool), x, y));
}

void lower_masked_fill(Builder& b) {
  const auto [x, value] = operands(b, b.out_dtype(), "self", "value");
  b.output(b.where(b.input("mask"), value, x));
}

const RegisterLowering kWhere({"aten::where.self", "aten::where.ScalarOther", "aten::where.ScalarSelf",
                               "aten::where.Scalar"},
                              lower_where);
const RegisterLowering kMaskedFill({"aten::masked_fill.Scalar", "aten::masked_fill.Tensor"}, lower_masked_fill);

}  // namespace
}  // namespace slipway::lower::onnx
