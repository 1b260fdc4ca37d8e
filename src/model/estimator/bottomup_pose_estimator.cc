// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/estimator/pose_network.h"
#include "model/head/pose_settings.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

/// BottomupPoseEstimator of mmpose. Keys `backbone.*`, `neck.*`, `head.*`.
class BottomupPoseEstimator : public PoseNetwork {
 public:
  explicit BottomupPoseEstimator(PoseParts parts)
      : PoseNetwork("head", std::move(parts.backbone), std::move(parts.neck), std::move(parts.head)) {
    warnings_ = unused_settings(head_->test_cfg(), kMmposeSettings);
  }

  std::vector<at::Tensor> deploy_forward(const at::Tensor& input) override {
    const std::vector<at::Tensor> features = extract(input);
    return in_scope("head", [&] {
      return rewrite::call("mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.forward", *head_, features,
                           [&] { return head_->raw(features); });
    });
  }

  std::vector<std::string> ignorable_keys() const override {
    return {"data_preprocessor.", "head.loss_", "head.assigner"};
  }
};

std::shared_ptr<torch::nn::Module> build_bottomup_pose_estimator(const config::Value& config,
                                                                 const BuildContext& context) {
  Args args(config, "mmpose.BottomupPoseEstimator");
  return std::make_shared<BottomupPoseEstimator>(build_pose_parts(args, context, "head"));
}

}  // namespace

static const Registration kRegistered(models(), "mmpose.BottomupPoseEstimator",
                                      ModelType{build_bottomup_pose_estimator,
                                                "mmpose.models.pose_estimators.bottomup.BottomupPoseEstimator"});

}  // namespace slipway::model
