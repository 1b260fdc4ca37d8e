// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/estimator/pose_network.h"
#include "model/head/pose_settings.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

/// YOLODetector of mmyolo, with the pose head of the mmpose project. Keys `backbone.*`, `neck.*`, `bbox_head.*`.
class YoloDetector : public PoseNetwork {
 public:
  explicit YoloDetector(PoseParts parts)
      : PoseNetwork("bbox_head", std::move(parts.backbone), std::move(parts.neck), std::move(parts.head)) {
    warnings_ = unused_settings(head_->test_cfg(), kMmyoloSettings);
  }

  std::vector<at::Tensor> deploy_forward(const at::Tensor& input) override {
    const std::vector<at::Tensor> features = extract(input);
    return in_scope("bbox_head", [&] {
      const std::vector<at::Tensor> raw = head_->raw(features);
      return rewrite::call("models.yolox_pose_head.YOLOXPoseHead.predict_by_feat", *head_, raw, [&] { return raw; });
    });
  }

  std::vector<std::string> ignorable_keys() const override {
    return {"data_preprocessor.", "bbox_head.loss_", "bbox_head.assigner"};
  }
};

std::shared_ptr<torch::nn::Module> build_yolo_detector(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmyolo.YOLODetector");
  return std::make_shared<YoloDetector>(build_pose_parts(args, context, "bbox_head"));
}

}  // namespace

static const Registration kRegistered(models(), "mmyolo.YOLODetector",
                                      ModelType{build_yolo_detector,
                                                "mmyolo.models.detectors.yolo_detector.YOLODetector"});

}  // namespace slipway::model
