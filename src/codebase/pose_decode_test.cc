// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The compact decode, which is exported, against the reference, which is computed kind by kind.
#include <gtest/gtest.h>

#include "codebase/test_support.h"
#include "model/head/pose_reference.h"
#include "model/network/single_stage.h"

namespace slipway::model::testing {
namespace {

const char* const kMmpose =
    "dict(type='BottomupPoseEstimator', backbone=dict(type='CSPDarknet', deepen_factor=0.33, widen_factor=0.125), "
    "neck=dict(type='YOLOXPAFPN', in_channels=[32, 64, 128], out_channels=32), "
    "head=dict(type='YOLOXPoseHead', num_keypoints=4, head_module_cfg=dict(num_classes=%d, in_channels=32, "
    "feat_channels=16), "
    "prior_generator=dict(type='MlvlPointGenerator', offset=0.5, strides=[8, (16, 16), 32])), "
    "test_cfg=dict(score_thr=0.1))";
const char* const kMmyolo =
    "dict(type='YOLODetector', backbone=dict(type='YOLOXCSPDarknet', deepen_factor=0.33, widen_factor=0.125), "
    "neck=dict(type='YOLOXPAFPN', deepen_factor=0.33, widen_factor=0.125, in_channels=[256, 512, 1024], "
    "out_channels=256), "
    "bbox_head=dict(type='YOLOXPoseHead', head_module=dict(type='YOLOXPoseHeadModule', num_classes=%d, "
    "in_channels=256, "
    "widen_factor=0.125, num_keypoints=4)), "
    "test_cfg=dict(yolox_style=True, multi_label=False, score_thr=0.1, max_per_img=300, nms=dict(type='nms', "
    "iou_threshold=0.65)))";

struct Case {
  const char* scope;
  const char* model;
  int num_classes;
};

class PoseDecode : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    char text[1024];
    std::snprintf(text, sizeof(text), GetParam().model, GetParam().num_classes);
    network_ = std::dynamic_pointer_cast<SingleStage>(build_network(model_config(GetParam().scope, text)));
    ASSERT_NE(network_, nullptr);
    fill(*network_);
  }

  const PoseHead& head() const { return dynamic_cast<const PoseHead&>(network_->head()); }

  std::vector<at::Tensor> raw(at::IntArrayRef shape) {
    // Without an active rewriter a deployed model gives its head's raw outputs.
    return network_->deploy_forward(uniform("input", shape, -2.0, 2.0));
  }

  std::shared_ptr<SingleStage> network_;
};

TEST_P(PoseDecode, EqualsTheReference) {
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{1, 3, 64, 64}, {3, 3, 96, 32}}) {
    const std::vector<at::Tensor> outputs = raw(shape);
    const PoseHead::Decoded decoded = head().decode(outputs);
    const PoseReference reference(head(), outputs);
    const int64_t cells = shape[2] * shape[3] / 64 + shape[2] * shape[3] / 256 + shape[2] * shape[3] / 1024;
    ASSERT_EQ(decoded.candidates.boxes.sizes(), (at::IntArrayRef{shape[0], cells, 4}));
    ASSERT_EQ(decoded.candidates.scores.sizes(), (at::IntArrayRef{shape[0], cells, GetParam().num_classes}));
    ASSERT_EQ(decoded.keypoints.sizes(), (at::IntArrayRef{shape[0], cells, 4, 3}));
    for (int64_t image = 0; image < shape[0]; ++image) {
      const auto candidates = reference.select(image, -1, cells);
      ASSERT_EQ(candidates.size(), static_cast<size_t>(cells));
      for (const auto& [cell, label, score] : candidates) {
        EXPECT_NEAR(decoded.candidates.scores[image][cell][label].item<float>(), score, 1e-6);
        const auto box = reference.box(image, cell);
        for (int64_t i = 0; i < 4; ++i)
          EXPECT_NEAR(decoded.candidates.boxes[image][cell][i].item<float>(), box[i],
                      1e-5 * std::max(1.0F, std::abs(box[i])));
        for (int64_t k = 0; k < 4; ++k) {
          const auto [x, y] = reference.keypoint(image, cell, k);
          EXPECT_NEAR(decoded.keypoints[image][cell][k][0].item<float>(), x, 1e-4);
          EXPECT_NEAR(decoded.keypoints[image][cell][k][1].item<float>(), y, 1e-4);
          EXPECT_NEAR(decoded.keypoints[image][cell][k][2].item<float>(), reference.visibility(image, cell, k), 1e-6);
        }
      }
    }
  }
}

TEST_P(PoseDecode, ImagesOfABatchDoNotMix) {
  const std::vector<at::Tensor> both = raw({2, 3, 64, 64});
  std::vector<at::Tensor> second;
  for (const at::Tensor& output : both) second.push_back(output.slice(0, 1, 2));
  EXPECT_TRUE(at::equal(head().decode(both).candidates.boxes[1], head().decode(second).candidates.boxes[0]));
  EXPECT_TRUE(at::equal(head().decode(both).keypoints[1], head().decode(second).keypoints[0]));
}

INSTANTIATE_TEST_SUITE_P(Heads, PoseDecode,
                         ::testing::Values(Case{"mmpose", kMmpose, 1}, Case{"mmpose", kMmpose, 3},
                                           Case{"mmyolo", kMmyolo, 1}, Case{"mmyolo", kMmyolo, 2}));

TEST(PointGenerator, CountsFromTheOffset) {
  const config::Value config = config::parse("g = dict(type='mmdet.MlvlPointGenerator', offset=0.5, strides=[(4, 8)])");
  const at::Tensor points = read_point_generator(config.at("g"), 1).points(0, at::zeros({1, 1, 2, 3}));
  EXPECT_TRUE(
      at::equal(points, at::tensor({2.F, 4.F, 6.F, 4.F, 10.F, 4.F, 2.F, 12.F, 6.F, 12.F, 10.F, 12.F}).view({6, 2})));
}

TEST(PointGenerator, CanLieInTheMiddle) {
  const config::Value config =
      config::parse("g = dict(type='MlvlPointGenerator', centralize_points=True, strides=[8])");
  const at::Tensor points = read_point_generator(config.at("g"), 1).points(0, at::zeros({1, 1, 1, 2}));
  EXPECT_TRUE(at::equal(points, at::tensor({3.5F, 3.5F, 11.5F, 3.5F}).view({2, 2})));
}

TEST(PointGenerator, RefusesOthers) {
  const config::Value config = config::parse("g = dict(type='YOLOAnchorGenerator', strides=[8])");
  EXPECT_THROW(read_point_generator(config.at("g"), 1), Error);
  const config::Value levels = config::parse("g = dict(type='MlvlPointGenerator', strides=[8])");
  EXPECT_THROW(read_point_generator(levels.at("g"), 3), Error);
}

}  // namespace
}  // namespace slipway::model::testing
