#include "lite_pose_head.h"
#include "slipway/extend/rewriter.h"

namespace my_models {
namespace {

/// Deployed, the head returns dets f32[B,N,5] and keypoints f32[B,N,K,3], chosen inside the graph; all of them, where the backend cannot
/// choose.
Tensors predict(const LitePoseHead& head, const Tensors& raw, const Context& context) {
  const auto [all, keypoints] = head.decode(raw);
  if (!context.capabilities.selects_detections) return {all.all(), keypoints};
  const int64_t stride = head.strides().at(0);
  const Tensor frame = frame_limits(raw.at(0).size(3) * stride, raw.at(0).size(2) * stride, all.boxes.options());
  const Selected kept = select(all, post_processing(context, head.settings()), frame);
  const Tensor points = kept.take(at::flatten(keypoints, 2));
  return {kept.dets(), at::reshape(points, {points.size(0), kept.scores.size(1), head.num_keypoints(), 3})};
}

const RewriteFunction kPredict({"my_models.lite_pose_head.LitePoseHead.predict"}, predict);

}  // namespace
}  // namespace my_models
