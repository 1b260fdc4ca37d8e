#include "lite_pose_head.h"

namespace my_models {

LiteHeadModule::LiteHeadModule(Args& args, const BuildContext& context, size_t levels, int64_t num_keypoints)
    : num_keypoints_(num_keypoints),
      score_towers_(add_list("score_towers")),
      box_towers_(add_list("box_towers")),
      pose_towers_(add_list("pose_towers")),
      score_outputs_(add_list("score_outputs")),
      box_outputs_(add_list("box_outputs")),
      pose_outputs_(add_list("pose_outputs")) {
  const int64_t in_channels = args.integer("in_channels"), channels = args.integer("channels");
  const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
  for (size_t level = 0; level < levels; ++level) {
    append_stack(score_towers_, context, 2, in_channels, channels, /*depthwise=*/false, style);
    append_stack(box_towers_, context, 2, in_channels, channels, /*depthwise=*/false, style);
    append_stack(pose_towers_, context, 4, in_channels, channels, /*depthwise=*/false, style);
    score_outputs_.append<Conv2d>(context, channels, 1, ConvSize{});
    box_outputs_.append<Conv2d>(context, channels, 5, ConvSize{});
    pose_outputs_.append<Conv2d>(context, channels, 3 * num_keypoints, ConvSize{});
  }
}

Tensors LiteHeadModule::forward(const Tensors& features) const {
  const size_t levels = features.size();
  Tensors outputs(5 * levels);
  for (size_t level = 0; level < levels; ++level) {
    const Tensor& x = features[level];
    outputs[level] = score_outputs_.run(level, score_towers_.run(level, x));
    const Tensor box = box_outputs_.run(level, box_towers_.run(level, x));
    outputs[levels + level] = at::slice(box, 1, 0, 1);
    outputs[2 * levels + level] = at::slice(box, 1, 1, 5);
    const Tensor pose = pose_outputs_.run(level, pose_towers_.run(level, x));
    outputs[3 * levels + level] = at::slice(pose, 1, 0, 2 * num_keypoints_);
    outputs[4 * levels + level] = at::slice(pose, 1, 2 * num_keypoints_, 3 * num_keypoints_);
  }
  return outputs;
}

LitePoseHead::LitePoseHead(Args& args, const BuildContext& context)
    : PoseHead({Prediction::kClass, Prediction::kObjectness, Prediction::kBox, Prediction::kOffset, Prediction::kVisibility}) {
  num_keypoints_ = args.integer("num_keypoints");
  strides_ = args.integers("featmap_strides", {8, 16, 32});
  points_ = read_point_generator(args.require("prior_generator"), strides_.size());
  module_ = &add<LiteHeadModule>("head_module", args, context, strides_.size(), num_keypoints_);
  read_test_cfg(args, "mmpose.LitePoseHead");
  args.ignore({"assigner", "overlaps_power", "loss_cls", "loss_obj", "loss_bbox", "loss_oks", "loss_vis", "loss_bbox_aux", "train_cfg"});
}

Tensors LitePoseHead::raw(const Tensors& features) const {
  if (features.size() != num_levels()) fail("LitePoseHead has {} strides, and {} feature maps", num_levels(), features.size());
  return module_->scoped([&] { return module_->forward(features); });
}

std::vector<Result> LitePoseHead::results(const Tensors& raw, const std::vector<ImageMeta>& metas, const Limits& limits) const {
  const PoseReference reference(*this, raw);
  std::vector<Result> results;
  for (size_t image = 0; image < metas.size(); ++image)
    results.push_back(result(reference, static_cast<int64_t>(image), metas[image], limits));
  return results;
}

Instances LitePoseHead::result(const PoseReference& reference, int64_t image, const ImageMeta& meta, const Limits& limits) const {
  // From the input to the image, as BottomupResize went.
  const auto to_image = [&](float value, size_t axis) {
    return static_cast<float>(static_cast<double>(value) / static_cast<double>(meta.input_size[axis]) * meta.input_scale[axis] +
                              meta.input_center[axis] - 0.5 * meta.input_scale[axis]);
  };
  Instances instances;
  const auto box_of = [&](const auto& candidate) { return reference.box(image, candidate.cell); };
  for (const auto& candidate : reference.choose(image, settings_, limits, 0.01, 1e-6F, box_of)) {
    auto box = box_of(candidate);
    for (size_t i = 0; i < 4; ++i)
      box[i] = to_image(std::clamp(box[i], 0.0F, static_cast<float>(meta.input_size[i % 2])), i % 2);
    instances.boxes.push_back(box);
    instances.scores.push_back(candidate.score);
    auto& keypoints = instances.keypoints.emplace_back();
    auto& visibility = instances.keypoint_scores.emplace_back();
    for (int64_t k = 0; k < num_keypoints_; ++k) {
      const auto [x, y] = reference.keypoint(image, candidate.cell, k);
      keypoints.push_back({to_image(x, 0), to_image(y, 1)});
      visibility.push_back(reference.visibility(image, candidate.cell, k));
    }
  }
  return instances;
}

namespace {

// `from mmpose.registry import MODELS` in my_models/lite_pose_head.py
const RegisterModel<LitePoseHead> kLitePoseHead("mmpose:my_models.lite_pose_head.LitePoseHead");
// Its test_cfg has the keys of YOLOXPoseHead, and they mean the same.
const RegisterSettings kSettings({"mmpose.LitePoseHead"}, settings_of("mmpose.YOLOXPoseHead"));

}  // namespace
}  // namespace my_models
