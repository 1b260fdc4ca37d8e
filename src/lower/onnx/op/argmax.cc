// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// Over everything where there is no `dim`.
template <const char* kType>
void lower_argmax(Builder& b) {
  Tensor x = b.input("self");
  int64_t axis = 0;
  if (b.has("dim")) {
    axis = b.axis("dim");
  } else {
    graph::SymInt count = 1;
    for (const graph::SymInt& size : b.shape_of("self")) count = count * size;
    x = b.reshape(x, b.shape_of("self"), {count});
    if (b.node().boolean("keepdim")) fail("it keeps axes that it does not name");
  }
  b.output(
      b.emit_as(DType::kI64, kType, {x}, {{"axis", axis}, {"keepdims", int64_t{b.node().boolean("keepdim") ? 1 : 0}}}));
}

/// values, indices
template <const char* kReduce, const char* kArg>
void lower_extremum(Builder& b) {
  const int64_t axis = b.axis("dim");
  const bool keep = b.node().boolean("keepdim");
  b.output(b.reduce(kReduce, b.input("self"), {axis}, keep), 0);
  b.output(b.emit_as(DType::kI64, kArg, {b.input("self")}, {{"axis", axis}, {"keepdims", int64_t{keep ? 1 : 0}}}), 1);
}

constexpr char kArgMax[] = "ArgMax", kArgMin[] = "ArgMin", kReduceMax[] = "ReduceMax", kReduceMin[] = "ReduceMin";
const RegisterLowering kRegisterArgMax({"aten::argmax"}, lower_argmax<kArgMax>);
const RegisterLowering kRegisterArgMin({"aten::argmin"}, lower_argmax<kArgMin>);
const RegisterLowering kMaxDim({"aten::max.dim"}, lower_extremum<kReduceMax, kArgMax>);
const RegisterLowering kMinDim({"aten::min.dim"}, lower_extremum<kReduceMin, kArgMin>);

}  // namespace
}  // namespace slipway::lower::onnx
