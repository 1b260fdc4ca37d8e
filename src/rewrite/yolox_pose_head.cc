// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Both YOLOX-Pose heads return raw predictions per level; deployed, they return dets and keypoints, chosen inside the
// graph, or of all cells where the backend cannot choose.
#include <ATen/Functions.h>

#include "model/head/pose_decode.h"
#include "package/post_processing.h"
#include "rewrite/pose_selection.h"
#include "rewrite/rewriter.h"
#include "slipway/error.h"

namespace slipway::rewrite {
namespace {

model::PoseHead& as_head(torch::nn::Module& self) {
  auto* head = dynamic_cast<model::PoseHead*>(&self);
  if (head == nullptr) throw InternalError("the rewriter of YOLOX-Pose was called for another module");
  return *head;
}

std::vector<at::Tensor> select(const model::PoseHead& head, const std::vector<at::Tensor>& raw,
                               const Context& context) {
  if (head.per_class_nms() && head.num_classes() > 1)
    fail(
        "YOLOX-Pose with {} classes and suppression per class cannot be exported; one class, or mmpose's own head, can",
        head.num_classes());
  const model::PoseHead::Decoded decoded = head.decode(raw);
  if (!context.selects_detections)
    return {at::cat({decoded.boxes, at::unsqueeze(decoded.scores, 2)}, 2), decoded.keypoints};
  const model::TestSettings& settings = head.test_settings();
  SelectionParameters how = package::read_post_processing(
      context.deploy_config, {settings.score_threshold, settings.iou_threshold, settings.max_per_image});
  // A limit that only bounds the work is left out where the backend cannot keep it: PyTorch has none.
  if (context.max_top_k > 0 && how.pre_top_k > context.max_top_k) how.pre_top_k = -1;
  // The size of the network's input, which the finest level covers exactly.
  const int64_t stride = head.strides().at(0);
  return select_people(decoded.boxes, decoded.scores, decoded.keypoints, raw.at(0).size(3) * stride,
                       raw.at(0).size(2) * stride, how);
}

/// mmpose 1.3: inputs are the neck's features.
std::vector<at::Tensor> mmpose_forward(torch::nn::Module& self, const std::vector<at::Tensor>& inputs,
                                       const Context& context) {
  const model::PoseHead& head = as_head(self);
  return select(head, head.raw(inputs), context);
}

/// The mmpose project on mmyolo: inputs are the head module's outputs.
std::vector<at::Tensor> project_predict(torch::nn::Module& self, const std::vector<at::Tensor>& inputs,
                                        const Context& context) {
  return select(as_head(self), inputs, context);
}

const RegisterRewriter kMmpose({"mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.forward", "", "",
                                mmpose_forward});
const RegisterRewriter kProject({"models.yolox_pose_head.YOLOXPoseHead.predict_by_feat", "", "", project_predict});

}  // namespace
}  // namespace slipway::rewrite
