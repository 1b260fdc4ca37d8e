// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Both YOLOX-Pose heads: three feature maps, batch 2, and 1 and 3 besides.
#include "slipway/extend/testing.h"

namespace slipway::extend::testing {
namespace {

constexpr const char* kHead = R"(dict(type='YOLOXPoseHead', num_keypoints=17,
    head_module_cfg=dict(num_classes=1, in_channels=128, feat_channels=64, stacked_convs=2, norm_cfg=dict(type='BN'),
                         act_cfg=dict(type='Swish')),
    prior_generator=dict(type='MlvlPointGenerator', offset=0, strides=[8, 16, 32]),
    test_cfg=dict(score_thr=0.01, nms_thr=0.65)))";
constexpr const char* kProjectHead = R"(dict(type='YOLOXPoseHead',
    head_module=dict(type='YOLOXPoseHeadModule', num_classes=1, num_keypoints=17, in_channels=128, feat_channels=64,
                     stacked_convs=2, featmap_strides=[8, 16, 32], norm_cfg=dict(type='BN'), act_cfg=dict(type='Swish')),
    test_cfg=dict(yolox_style=True, multi_label=False, score_thr=0.001, max_per_img=300, nms=dict(type='nms', iou_threshold=0.65))))";

const Inputs kFeatures = random({{2, 128, 8, 8}, {2, 128, 4, 4}, {2, 128, 2, 2}});

TEST(YoloxPoseHead, DeployedEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("mmpose", kHead), "predict", kFeatures, {.batch = {1, 2, 3}});
}

TEST(ProjectYoloxPoseHead, DeployedEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("mmyolo", kProjectHead), "predict", kFeatures, {.batch = {1, 2, 3}});
}

}  // namespace
}  // namespace slipway::extend::testing
