// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The test kit itself. (What it says of Slipway's own models: src/codebase/**/*_kit_test.cc.)
#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend::testing;

constexpr const char* kHead = R"(dict(type='YOLOXPoseHead', num_keypoints=17,
    head_module_cfg=dict(num_classes=1, in_channels=128, feat_channels=64, stacked_convs=2, norm_cfg=dict(type='BN'),
                         act_cfg=dict(type='Swish')),
    prior_generator=dict(type='MlvlPointGenerator', offset=0, strides=[8, 16, 32]),
    test_cfg=dict(score_thr=0.01, nms_thr=0.65)))";

const Inputs kFeatures = random({{2, 128, 8, 8}, {2, 128, 4, 4}, {2, 128, 2, 2}});

TEST(Kit, SeesAWrongRewriter) {
  const Outcome outcome = same_as_pytorch(build("mmpose", "dict(type='Wrong')"), "forward", random({{1, 2, 3, 4}}),
                                          {.backends = {"onnxruntime"}});
  EXPECT_FALSE(outcome.passed);
  for (const char* part : {"output 0", "element [0,", "my_models.mistakes.Wrong.add", "replay: slipway check-module --case ",
                           " --plugin ", "libmistakes.so"})
    EXPECT_NE(outcome.text.find(part), std::string::npos) << part << " in " << outcome.text;
}

TEST(Kit, WeightsAreThoseOfTheSeed) {
  const auto first = [](uint64_t seed) {
    const auto options = Options{.backends = {"onnxruntime"}};
    return same_as_pytorch(build("mmpose", kHead, seed), "predict", kFeatures, options).text;
  };
  EXPECT_EQ(first(1), first(1));
}

}  // namespace
