// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

Var image(CaseBuilder& c) { return c.input({c.batch(), 6, c.height(), 5}); }

void batch_norm(CaseBuilder& c, Var x, bool affine) {
  Args args{{"input", x}};
  args.emplace_back("weight", affine ? Arg(c.constant({6})) : Arg(None{}));
  args.emplace_back("bias", affine ? Arg(c.constant({6})) : Arg(None{}));
  args.emplace_back("running_mean", c.constant({6}));
  args.emplace_back("running_var", c.constant({6}, {0.1, 4}));
  args.emplace_back("training", false);
  args.emplace_back("momentum", 0.1);
  args.emplace_back("eps", 1e-3);
  args.emplace_back("cudnn_enabled", false);
  c.call("aten::batch_norm", args);
}

void instance_norm(CaseBuilder& c, bool affine) {
  Args args{{"input", image(c)}};
  args.emplace_back("weight", affine ? Arg(c.constant({6})) : Arg(None{}));
  args.emplace_back("bias", affine ? Arg(c.constant({6})) : Arg(None{}));
  for (const char* name : {"running_mean", "running_var"}) args.emplace_back(name, None{});
  args.emplace_back("use_input_stats", true);
  args.emplace_back("momentum", 0.1);
  args.emplace_back("eps", 1e-5);
  args.emplace_back("cudnn_enabled", false);
  c.call("aten::instance_norm", args);
}

const std::vector<OpCase> kNormCases = {
    {"batch_norm", [](CaseBuilder& c) { batch_norm(c, image(c), true); }},
    {"batch_norm not affine", [](CaseBuilder& c) { batch_norm(c, image(c), false); }},
    {"batch_norm of vectors",
     [](CaseBuilder& c) {
       batch_norm(c, c.input({c.batch(), 6}), true);
     }},
    {"instance_norm", [](CaseBuilder& c) { instance_norm(c, true); }},
    {"instance_norm not affine", [](CaseBuilder& c) { instance_norm(c, false); }},
    {"layer_norm",
     [](CaseBuilder& c) {
       c.call("aten::layer_norm", {{"input", c.input({c.batch(), c.height(), 6})},
                                   {"normalized_shape", Ints{6}},
                                   {"weight", c.constant({6})},
                                   {"bias", c.constant({6})}});
     }},
    {"layer_norm of two axes, not affine",
     [](CaseBuilder& c) {
       c.call("aten::layer_norm",
              {{"input", c.input({c.batch(), c.height(), 3, 4})}, {"normalized_shape", Ints{3, 4}}, {"eps", 1e-3}});
     }},
    {"group_norm",
     [](CaseBuilder& c) {
       c.call("aten::group_norm",
              {{"input", image(c)}, {"num_groups", 3}, {"weight", c.constant({6})}, {"bias", c.constant({6})}});
     }},
    {"group_norm not affine",
     [](CaseBuilder& c) {
       c.call("aten::group_norm", {{"input", c.input({c.batch(), 6, c.height()})}, {"num_groups", 2}});
     }},
};

const RegisterCases kNormRegister(kNormCases);

TEST(LowerOperators, Normalisations) { run_cases(kNormCases); }

}  // namespace
}  // namespace slipway::lower::onnx
