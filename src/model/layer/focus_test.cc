// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/focus.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

TEST(NcnnFocus, ComputesTheSameToTheBitForEveryLibrary) {
  const at::NoGradGuard no_gradients;
  at::manual_seed(3);
  for (const char* name : {Focus::kMmdet, Focus::kMmpose}) {
    const Focus focus(BuildContext{}, name, 8, BlockStyle{});
    for (Tensor& parameter : focus.parameters()) parameter.copy_(at::randn(parameter.sizes()));
    for (const std::vector<int64_t>& shape : {std::vector<int64_t>{1, 3, 8, 8}, {2, 3, 6, 10}}) {
      const Tensor x = at::randn(shape);
      const Tensor original = focus(x);
      rewrite::Context context;
      context.backend = "ncnn";
      const rewrite::Activate active(context);
      EXPECT_TRUE(at::equal(focus(x), original));
      ASSERT_EQ(active.uses().size(), 1U);
      EXPECT_EQ(active.uses()[0].name, std::string(name) + ".forward");
      EXPECT_EQ(active.uses()[0].target.backend, "ncnn");
    }
  }
}

TEST(NcnnFocus, IsForNcnnOnly) {
  const Focus focus(BuildContext{}, Focus::kMmdet, 8, BlockStyle{});
  rewrite::Context context;
  context.backend = "onnxruntime";
  const rewrite::Activate active(context);
  focus(at::zeros({1, 3, 4, 4}));
  EXPECT_TRUE(active.uses().empty());
}

}  // namespace
}  // namespace slipway::model
