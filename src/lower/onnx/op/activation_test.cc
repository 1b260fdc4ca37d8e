// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

/// On one input with values on both sides of all bends.
OpCase simple(const std::string& name, Range range = {-8, 8}, const Args& args = {}, DType dtype = DType::kF32) {
  const std::string shown = args.empty() ? name : fmt::format("{} with {}", name, args[0].first);
  return {fmt::format("{} {}", shown, name_of(dtype)), [=](CaseBuilder& c) {
            Args all{{"self", c.input({c.batch(), 5, c.height()}, range, dtype)}};
            all.insert(all.end(), args.begin(), args.end());
            c.call("aten::" + name, all);
          }};
}

void prelu(CaseBuilder& c, int64_t slopes) {
  c.call("aten::prelu", {{"self", c.input({c.batch(), 4, c.height(), 3})}, {"weight", c.constant({slopes})}});
}

const std::vector<OpCase> kActivationCases = {
    simple("abs"),
    simple("abs", {-9, 9}, {}, DType::kI64),
    simple("acos", {-0.99, 0.99}),
    simple("asin", {-0.99, 0.99}),
    simple("atan"),
    simple("ceil"),
    simple("ceil", {-9, 9}, {}, DType::kI64),
    simple("cos"),
    simple("cosh", {-3, 3}),
    simple("erf", {-3, 3}),
    simple("exp", {-5, 5}),
    simple("exp", {-3, 4}, {}, DType::kI64),
    simple("floor"),
    simple("log", {0.01, 9}),
    simple("neg"),
    simple("neg", {-9, 9}, {}, DType::kI64),
    simple("reciprocal", {0.5, 4}),
    simple("round"),
    simple("rsqrt", {0.1, 9}),
    simple("sigmoid"),
    simple("sign"),
    simple("sin"),
    simple("sinh", {-3, 3}),
    simple("sqrt", {0, 9}),
    simple("sqrt", {0, 9}, {}, DType::kI64),
    simple("square"),
    simple("tan", {-1.2, 1.2}),
    simple("tanh"),
    simple("trunc"),
    simple("trunc", {-9, 9}, {}, DType::kI64),
    simple("relu"),
    simple("relu", {-9, 9}, {}, DType::kI64),
    simple("relu6", {-9, 9}),
    simple("hardtanh"),
    simple("hardtanh", {-8, 8}, {{"min_val", -2}, {"max_val", 3.5}}),
    simple("threshold", {-3, 3}, {{"threshold", 0.5}, {"value", 0}}),
    simple("threshold", {-3, 3}, {{"threshold", -1.5}, {"value", 20}}),
    simple("threshold", {-9, 9}, {{"threshold", 2}, {"value", -1}}, DType::kI64),
    simple("leaky_relu"),
    simple("leaky_relu", {-8, 8}, {{"negative_slope", 0.2}}),
    simple("silu"),
    simple("hardsigmoid"),
    simple("hardswish"),
    simple("gelu", {-4, 4}),
    simple("gelu", {-4, 4}, {{"approximate", "tanh"}}),
    simple("elu"),
    simple("elu", {-4, 4}, {{"alpha", 0.7}, {"scale", 1.5}}),
    simple("elu", {-4, 4}, {{"input_scale", 0.6}, {"alpha", 0.7}, {"scale", 1.5}}),
    simple("selu", {-4, 4}),
    simple("celu", {-4, 4}, {{"alpha", 0.7}}),
    simple("softplus", {-30, 30}),
    simple("softplus", {-30, 30}, {{"beta", 0.5}}),
    simple("mish", {-30, 30}),
    simple("log_sigmoid", {-30, 30}),
    simple("softmax.int", {-4, 4}, {{"dim", -1}}),
    simple("softmax.int", {-4, 4}, {{"dim", 1}}),
    simple("softmax.int", {-4, 4}, {{"dim", 0}}),
    simple("softmax.int", {-4, 4}, {{"dim", 1}, {"dtype", DType::kF32}}, DType::kI64),
    simple("_softmax", {-4, 4}, {{"dim", 1}, {"half_to_float", false}}),
    simple("log_softmax.int", {-4, 4}, {{"dim", 1}}),
    simple("_log_softmax", {-4, 4}, {{"dim", -1}, {"half_to_float", false}}),
    {"prelu per channel", [](CaseBuilder& c) { prelu(c, 4); }},
    {"prelu", [](CaseBuilder& c) { prelu(c, 1); }},
    // What falls on a half goes to the even neighbour.
    {"round halves",
     [](CaseBuilder& c) {
       c.call("aten::round",
              {{"self",
                c.call("aten::div.Scalar", {{"self", c.input({c.batch(), 40}, {-9, 9}, DType::kI64)}, {"other", 2}})}});
     }},
};

const RegisterCases kActivationRegister(kActivationCases);

TEST(LowerOperators, Activations) { run_cases(kActivationCases); }

}  // namespace
}  // namespace slipway::lower::onnx
