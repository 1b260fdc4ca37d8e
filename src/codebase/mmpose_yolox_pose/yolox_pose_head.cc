// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.h"
#include "codebase/mmpose_yolox_pose/yolox_pose_head_module.h"
#include "config/scope.h"
#include "model/head/pose_reference.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// YOLOXPoseHead of the mmpose project. Keys `head_module.*`.
class ProjectYoloxPoseHead : public PoseHead {
 public:
  static constexpr std::array kHooks{"predict_by_feat"};

  ProjectYoloxPoseHead(Args& args, const BuildContext& context)
      : PoseHead({Prediction::kClass, Prediction::kBox, Prediction::kObjectness, Prediction::kOffset,
                  Prediction::kVisibility}) {
    args.ignore({"loss_cls", "loss_bbox", "loss_obj", "loss_bbox_aux", "loss_pose", "train_cfg", "init_cfg"});
    if (const config::Value* coder = args.find("bbox_coder");
        coder != nullptr && config::parse_type_name(coder->at("type").as_string()).name != "YOLOXBBoxCoder")
      args.refuse("bbox_coder", "only YOLOXBBoxCoder is supported");
    auto module = args.attempt(
        [&] { return build_as<YoloxPoseHeadModule>(args.require("head_module"), context, "YOLOXPoseHeadModule"); });
    if (args.find("test_cfg") == nullptr) args.refuse("test_cfg", "it is needed");
    args.ignore({"prior_generator"});  // or judged by the strides of the module
    if (module) {
      num_classes_ = module->num_classes();
      num_keypoints_ = module->num_keypoints();
      strides_ = module->strides();
      args.attempt([&] { return points_ = read_points(args), true; });
    }
    args.attempt([&] { return read_test_cfg(args, "mmyolo.YOLOXPoseHead"), true; });
    args.finish();
    module_ = &adopt("head_module", std::move(module));
  }

  Tensors raw(const Tensors& features) const override {
    if (features.size() != num_levels())
      fail("mmyolo.YOLOXPoseHead has featmap_strides for {} feature maps, the neck gives {}", num_levels(),
           features.size());
    return (*module_)(features);
  }

  Tensors deploy(const Tensors& features) const override { return predict_by_feat(layer_outputs(features)); }
  Tensors predict_by_feat(const Tensors& raw) const {
    return hooked("predict_by_feat", raw, [&] { return raw; });
  }

  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits) const override {
    const PoseReference reference(*this, raw);
    std::vector<Result> results;
    for (size_t image = 0; image < metas.size(); ++image)
      results.push_back(result(reference, static_cast<int64_t>(image), metas[image], limits));
    return results;
  }

 private:
  PointGenerator read_points(Args& args) const {
    if (const config::Value* config = args.find("prior_generator")) return read_point_generator(*config, num_levels());
    if (num_levels() != 3)
      args.refuse("prior_generator", fmt::format("the default is for 3 feature maps, there are {}", num_levels()));
    return {{{8, 8}, {16, 16}, {32, 32}}, 0.0, false};
  }

  Instances result(const PoseReference& reference, int64_t image, const ImageMeta& meta,
                   const task::Limits& limits) const {
    const float scale[2] = {static_cast<float>(meta.scale_factor[0]), static_cast<float>(meta.scale_factor[1])};
    const float offset[2] = {static_cast<float>(meta.pad_offset[0]), static_cast<float>(meta.pad_offset[1])};
    const auto to_image = [&](float value, size_t axis) { return (value - offset[axis]) / scale[axis]; };
    const auto box_of = [&](const auto& candidate) {
      auto box = reference.box(image, candidate.cell);
      for (size_t i = 0; i < 4; ++i) box[i] = to_image(box[i], i % 2);
      return box;
    };
    Instances instances;
    for (const auto& candidate : reference.choose(image, settings_, limits, -1, /*min_union=*/0.0F, box_of)) {
      auto& box = instances.boxes.emplace_back(box_of(candidate));
      for (size_t i = 0; i < 4; ++i)
        box[i] = std::min(std::max(box[i], 0.0F), static_cast<float>(meta.ori_shape[1 - i % 2]));
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

  const YoloxPoseHeadModule* module_ = nullptr;
};

const RegisterModel<ProjectYoloxPoseHead> kProjectYoloxPoseHead("models.yolox_pose_head.YOLOXPoseHead");

}  // namespace
}  // namespace slipway::model
