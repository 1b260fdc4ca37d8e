// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/focus.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "model/layer/activation.h"
#include "rewrite/rewriter.h"

namespace slipway::rewrite {
namespace {

TEST(NcnnFocus, ComputesTheSameToTheBit) {
  const at::NoGradGuard no_gradients;
  at::manual_seed(3);
  model::Focus focus(model::BuildContext{}, 8, model::BlockStyle{});
  for (at::Tensor& parameter : focus.parameters()) parameter.copy_(at::randn(parameter.sizes()));
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{1, 3, 8, 8}, {2, 3, 6, 10}}) {
    const at::Tensor x = at::randn(shape);
    const at::Tensor original = focus(x);
    const Context context{.backend = "ncnn", .ir = "onnx", .deploy_config = {}, .selects_detections = false};
    const Activate active(context);
    const at::Tensor rewritten = focus(x);
    EXPECT_TRUE(at::equal(rewritten, original));
  }
}

}  // namespace
}  // namespace slipway::rewrite
