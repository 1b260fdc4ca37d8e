// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

const InputSpec kReduceImage{{kBatch, 3, kHeight, 12}};
const InputSpec kIntegers{{kBatch, 3, 5}, {-4, 5}, DType::kI64};
const InputSpec kBools{{kBatch, 3, 5}, {-1, 1}, DType::kBool};
const InputSpec kMostlyFalse{{kBatch, 3, 4}, {-3, 1}, DType::kBool};
const InputSpec kMostlyTrue{{kBatch, 3, 4}, {-1, 3}, DType::kBool};
const InputSpec kNearOne{{kBatch, 3, 5}, {0.5, 1.5}};

const std::vector<OpCase> kReduceCases = {
    on(kReduceImage, "mean"),
    on(kReduceImage, "mean.dim", {{"dim", Ints{2, 3}}, {"keepdim", true}}),
    on(kReduceImage, "mean.dim", {{"dim", Ints{-1}}}),
    on(kIntegers, "mean.dim", {{"dim", Ints{1}}, {"dtype", DType::kF32}}),
    on(kReduceImage, "sum"),
    on(kIntegers, "sum"),
    on(kReduceImage, "sum.dim_IntList", {{"dim", Ints{1, -1}}}),
    on(kBools, "sum.dim_IntList", {{"dim", Ints{1}}, {"keepdim", true}}),
    on(kReduceImage, "amax", {{"dim", Ints{1}}, {"keepdim", true}}),
    on(kReduceImage, "amax", {{"dim", Ints{}}}),
    on(kIntegers, "amax", {{"dim", Ints{1}}}),
    on(kReduceImage, "amin", {{"dim", Ints{2, 3}}}),
    on(kReduceImage, "max"),
    on(kReduceImage, "min"),
    on(kNearOne, "prod"),
    on(kNearOne, "prod.dim_int", {{"dim", 1}}),
    on(kReduceImage, "logsumexp", {{"dim", Ints{1}}}),
    on(kReduceImage, "linalg_vector_norm", {{"dim", Ints{1}}, {"keepdim", true}}),
    on(kReduceImage, "linalg_vector_norm", {{"ord", 1}, {"dim", Ints{-1}}}),
    on(kReduceImage, "norm.ScalarOpt_dim", {{"p", 2}, {"dim", Ints{1}}, {"keepdim", true}}),
    on(kMostlyFalse, "any"),
    on(kMostlyFalse, "any.dim", {{"dim", 1}}),
    on(kMostlyTrue, "all"),
    on(kMostlyTrue, "all.dim", {{"dim", -1}, {"keepdim", true}}),
    on(kReduceImage, "cumsum", {{"dim", 1}}),
    on(kBools, "cumsum", {{"dim", -1}}),
};

const RegisterCases kReduceRegister(kReduceCases);

TEST(LowerOperators, Reductions) { run_cases(kReduceCases); }

}  // namespace
}  // namespace slipway::lower::onnx
