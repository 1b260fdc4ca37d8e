// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_linear(Builder& b) {
  const Tensor x = b.input("input"), weight = b.input("weight"), bias = b.optional_input("bias");
  if (b.rank_of("input") == 2) return b.output(b.emit("Gemm", {x, weight, bias}, {{"transB", int64_t{1}}}));
  Tensor y = b.emit("MatMul", {x, b.transpose(weight, {1, 0})});
  if (bias) y = b.emit("Add", {y, bias});
  b.output(y);
}

/// beta·self + alpha·mat1·mat2
void lower_addmm(Builder& b) {
  b.output(b.emit("Gemm", {b.input("mat1"), b.input("mat2"), b.input("self")},
                  {{"alpha", static_cast<float>(b.node().number("alpha"))},
                   {"beta", static_cast<float>(b.node().number("beta"))}}));
}

void lower_baddbmm(Builder& b) {
  const Tensor product = b.times(b.emit("MatMul", {b.input("batch1"), b.input("batch2")}), b.node().number("alpha"));
  b.output(b.emit("Add", {b.times(b.input("self"), b.node().number("beta")), product}));
}

template <const char* kSecond>
void lower_matmul(Builder& b) {
  b.output(b.emit("MatMul", {b.input("self"), b.input(kSecond)}));
}

constexpr char kOther[] = "other", kMat2[] = "mat2", kVec[] = "vec";

const RegisterLowering kLinear({"aten::linear"}, lower_linear);
const RegisterLowering kAddmm({"aten::addmm"}, lower_addmm);
const RegisterLowering kBaddbmm({"aten::baddbmm"}, lower_baddbmm);
const RegisterLowering kMatmul({"aten::matmul"}, lower_matmul<kOther>);
const RegisterLowering kMm({"aten::mm", "aten::bmm"}, lower_matmul<kMat2>);
const RegisterLowering kMv({"aten::mv"}, lower_matmul<kVec>);

}  // namespace
}  // namespace slipway::lower::onnx
