// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

bool keeps(const Builder& b) { return b.node().has("keepdim") && b.node().boolean("keepdim"); }

/// With `dim` (an empty list means all) or over everything; in the result's dtype, which for sums of integers is i64.
template <const char* kType>
void lower_reduction(Builder& b) {
  b.output(b.reduce(kType, b.input_as("self", b.out_dtype()), b.axes("dim"), keeps(b)));
}

/// linalg_vector_norm and norm of order 1, 2.
void lower_norm(Builder& b) {
  const std::string_view order = b.node().has("ord") ? "ord" : "p";
  const double p = b.node().has(order) ? b.node().number(order) : 2.0;
  if (p != 1 && p != 2) fail("its order is {}; 1 and 2 are supported", p);
  b.output(b.reduce(p == 1 ? "ReduceL1" : "ReduceL2", b.input_as("self", b.out_dtype()), b.axes("dim"), keeps(b)));
}

/// any and all of bools as the largest and smallest of 0 and 1
template <const char* kType>
void lower_truth(Builder& b) {
  const Tensor bits = b.cast(b.input_as("self", DType::kBool), DType::kI32);
  b.output(b.cast(b.reduce(kType, bits, b.axes("dim"), keeps(b)), b.out_dtype()));
}

constexpr char kMean[] = "ReduceMean", kSum[] = "ReduceSum", kMax[] = "ReduceMax", kMin[] = "ReduceMin",
               kProd[] = "ReduceProd";
constexpr char kLogSumExp[] = "ReduceLogSumExp";
const RegisterLowering kRegisterMean({"aten::mean", "aten::mean.dim"}, lower_reduction<kMean>);
const RegisterLowering kRegisterSum({"aten::sum", "aten::sum.dim_IntList"}, lower_reduction<kSum>);
const RegisterLowering kRegisterMax({"aten::amax", "aten::max"}, lower_reduction<kMax>);
const RegisterLowering kRegisterMin({"aten::amin", "aten::min"}, lower_reduction<kMin>);
const RegisterLowering kRegisterProd({"aten::prod", "aten::prod.dim_int"}, lower_reduction<kProd>);
const RegisterLowering kRegisterLogSumExp({"aten::logsumexp"}, lower_reduction<kLogSumExp>);
const RegisterLowering kNorm({"aten::linalg_vector_norm", "aten::norm.ScalarOpt_dim"}, lower_norm);
const RegisterLowering kAny({"aten::any", "aten::any.dim"}, lower_truth<kMax>);
const RegisterLowering kAll({"aten::all", "aten::all.dim"}, lower_truth<kMin>);

}  // namespace
}  // namespace slipway::lower::onnx
