// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Both YOLOX-Pose heads return raw predictions per level; deployed, they return dets and keypoints, chosen inside the
// graph, or of all cells where the backend cannot choose.
#include <ATen/Functions.h>

#include "model/head/pose_decode.h"
#include "package/post_processing.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

Tensors choose(const PoseHead& head, const Tensors& raw, const rewrite::Context& context) {
  const PoseHead::Decoded decoded = head.decode(raw);
  const Candidates& all = decoded.candidates;
  if (!context.capabilities.selects_detections) {
    const Tensor best = at::amax(all.scores, {2}, /*keepdim=*/true);
    return {at::cat({all.boxes, head.num_classes() == 1 ? all.scores : best}, 2), decoded.keypoints};
  }
  const task::PostProcessing how = task::kept_within(
      context.capabilities.max_top_k, package::read_post_processing(context.deploy_config, head.settings()));
  // The size of the network's input, which the finest level covers exactly.
  const int64_t stride = head.strides().at(0);
  const Tensor frame = frame_limits(raw.at(0).size(3) * stride, raw.at(0).size(2) * stride, all.boxes.options());
  const Selected selected = select(all, how, frame);
  const Tensor keypoints = selected.take(at::flatten(decoded.keypoints, 2));
  return {selected.dets(),
          at::reshape(keypoints, {keypoints.size(0), selected.scores.size(1), decoded.keypoints.size(2), 3})};
}

/// mmpose 1.3: the deployed_pose of the head.
Tensors deployed_pose(const PoseHead& head, const Tensors& features, const rewrite::Context& context) {
  return choose(head, head.layer_outputs(features), context);
}

const rewrite::RewriteFunction kMmpose({"mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.forward"},
                                       deployed_pose);
const rewrite::RewriteFunction kProject({"models.yolox_pose_head.YOLOXPoseHead.predict_by_feat"}, choose);

}  // namespace
}  // namespace slipway::model
