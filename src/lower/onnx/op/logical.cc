// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/binary.h"

namespace slipway::lower::onnx {
namespace {

template <const char* kType>
void lower_logical(Builder& b) {
  const auto [x, y] = operands(b, DType::kBool);
  b.output(b.emit(kType, {x, y}));
}

void lower_logical_not(Builder& b) { b.output(b.emit("Not", {b.input_as("self", DType::kBool)})); }

/// On bools it is the logical one; on integers ONNX has it from opset 18 on.
void require_bools(const Builder& b) {
  if (b.out_dtype() != DType::kBool) fail("it works on the bits of integers, which ONNX has from opset 18 on");
}

template <const char* kType>
void lower_bitwise_of_bools(Builder& b) {
  require_bools(b);
  lower_logical<kType>(b);
}

void lower_bitwise_not_of_bools(Builder& b) {
  require_bools(b);
  lower_logical_not(b);
}

template <const char* kType, const char* kBitwise>
void lower_bitwise(Builder& b) {
  const auto [x, y] = operands(b, b.out_dtype());
  b.output(b.emit(b.out_dtype() == DType::kBool ? kType : kBitwise, {x, y}));
}

void lower_bitwise_not(Builder& b) {
  b.output(b.emit(b.out_dtype() == DType::kBool ? "Not" : "BitwiseNot", {b.input("self")}));
}

constexpr char kAnd[] = "And", kOr[] = "Or", kXor[] = "Xor";
constexpr char kBitwiseAnd[] = "BitwiseAnd", kBitwiseOr[] = "BitwiseOr", kBitwiseXor[] = "BitwiseXor";
const RegisterLowering kLogicalAnd({"aten::logical_and"}, lower_logical<kAnd>);
const RegisterLowering kLogicalOr({"aten::logical_or"}, lower_logical<kOr>);
const RegisterLowering kLogicalXor({"aten::logical_xor"}, lower_logical<kXor>);
const RegisterLowering kLogicalNot({"aten::logical_not"}, lower_logical_not);
const RegisterLowering kBoolAnd({"aten::bitwise_and.Tensor", "aten::bitwise_and.Scalar", "aten::__and__.Tensor"},
                                lower_bitwise_of_bools<kAnd>);
const RegisterLowering kBoolOr({"aten::bitwise_or.Tensor", "aten::bitwise_or.Scalar", "aten::__or__.Tensor"},
                               lower_bitwise_of_bools<kOr>);
const RegisterLowering kBoolXor({"aten::bitwise_xor.Tensor", "aten::bitwise_xor.Scalar", "aten::__xor__.Tensor"},
                                lower_bitwise_of_bools<kXor>);
const RegisterLowering kBoolNot({"aten::bitwise_not"}, lower_bitwise_not_of_bools);
const RegisterLowering kBitsAnd({"aten::bitwise_and.Tensor", "aten::bitwise_and.Scalar", "aten::__and__.Tensor"},
                                lower_bitwise<kAnd, kBitwiseAnd>, 18);
const RegisterLowering kBitsOr({"aten::bitwise_or.Tensor", "aten::bitwise_or.Scalar", "aten::__or__.Tensor"},
                               lower_bitwise<kOr, kBitwiseOr>, 18);
const RegisterLowering kBitsXor({"aten::bitwise_xor.Tensor", "aten::bitwise_xor.Scalar", "aten::__xor__.Tensor"},
                                lower_bitwise<kXor, kBitwiseXor>, 18);
const RegisterLowering kBitsNot({"aten::bitwise_not"}, lower_bitwise_not, 18);

}  // namespace
}  // namespace slipway::lower::onnx
