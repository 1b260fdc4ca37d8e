// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/head/mmyolo_yolox_pose_head_module.h"
#include "model/head/pose_reference.h"
#include "model/head/pose_settings.h"
#include "model/type_name.h"

namespace slipway::model {
namespace {

/// YOLOXPoseHead of the mmpose project. Keys `head_module.*`.
class MmyoloYoloxPoseHead : public PoseHead {
 public:
  MmyoloYoloxPoseHead(std::shared_ptr<YoloxPoseHeadModule> module, PointGenerator points, const config::Value& test_cfg)
      : PoseHead({Prediction::kClass, Prediction::kBox, Prediction::kObjectness, Prediction::kOffset,
                  Prediction::kVisibility}) {
    num_classes_ = module->options().num_classes;
    num_keypoints_ = module->options().num_keypoints;
    strides_ = module->options().strides;
    points_ = std::move(points);
    test_cfg_ = test_cfg;
    settings_ = read_mmyolo_settings(test_cfg, num_classes_);
    module_ = register_module("head_module", std::move(module));
  }

  bool per_class_nms() const override { return num_classes_ > 1; }

  std::vector<at::Tensor> raw(const std::vector<at::Tensor>& features) const override {
    if (features.size() != num_levels())
      fail("mmyolo.YOLOXPoseHead has featmap_strides for {} feature maps, the neck gives {}", num_levels(),
           features.size());
    return in_scope("head_module", [&] { return module_->forward(features); });
  }

  std::vector<Result> predict(const std::vector<at::Tensor>& raw, const std::vector<ImageMeta>& metas) const override {
    const PoseReference reference(*this, raw);
    std::vector<Result> results;
    for (size_t image = 0; image < metas.size(); ++image)
      results.push_back(predict_image(reference, static_cast<int64_t>(image), metas[image]));
    return results;
  }

 private:
  using Boxes = std::vector<PoseReference::Box>;

  /// Boxes of other classes are moved apart, as mmcv does it, so that one pass suppresses within each class.
  static Boxes apart(const Boxes& boxes, const std::vector<PoseReference::Candidate>& candidates) {
    float farthest = boxes.empty() ? 0.0F : boxes.front().front();
    for (const auto& box : boxes) farthest = std::max(farthest, *std::max_element(box.begin(), box.end()));
    Boxes moved = boxes;
    for (size_t i = 0; i < boxes.size(); ++i)
      for (float& value : moved[i]) value += static_cast<float>(candidates[i].label) * (farthest + 1.0F);
    return moved;
  }

  PoseResult predict_image(const PoseReference& reference, int64_t image, const ImageMeta& meta) const {
    const float scale[2] = {static_cast<float>(meta.scale_factor[0]), static_cast<float>(meta.scale_factor[1])};
    const auto candidates =
        reference.select(image, settings_.score_threshold.value_or(-1), settings_.nms_pre.value_or(100000));
    Boxes boxes;
    for (const auto& candidate : candidates) {
      auto& box = boxes.emplace_back(reference.box(image, candidate.cell));
      for (size_t i = 0; i < 4; ++i) box[i] /= scale[i % 2];
    }
    const double iou_threshold = settings_.iou_threshold.value_or(1.0);
    PoseResult result;
    for (size_t index : suppress(apart(boxes, candidates), iou_threshold, /*min_union=*/0.0F)) {
      const auto& candidate = candidates[index];
      auto& box = result.bboxes.emplace_back(boxes[index]);
      for (size_t i = 0; i < 4; ++i)
        box[i] = std::min(std::max(box[i], 0.0F), static_cast<float>(meta.ori_shape[1 - i % 2]));
      result.bbox_scores.push_back(candidate.score);
      auto& keypoints = result.keypoints.emplace_back();
      auto& visibility = result.keypoint_scores.emplace_back();
      for (int64_t k = 0; k < num_keypoints_; ++k) {
        const auto [x, y] = reference.keypoint(image, candidate.cell, k);
        keypoints.push_back({x / scale[0], y / scale[1]});
        visibility.push_back(reference.visibility(image, candidate.cell, k));
      }
    }
    return result;
  }

  std::shared_ptr<YoloxPoseHeadModule> module_;
};

PointGenerator read_points(Args& args, size_t num_levels) {
  if (const config::Value* config = args.find("prior_generator")) return read_point_generator(*config, num_levels);
  if (num_levels != 3)
    args.refuse("prior_generator", fmt::format("the default is for 3 feature maps, there are {}", num_levels));
  return {{{8, 8}, {16, 16}, {32, 32}}, 0.0, false};
}

std::shared_ptr<torch::nn::Module> build_yolox_pose_head(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmyolo.YOLOXPoseHead");
  args.ignore({"loss_cls", "loss_bbox", "loss_obj", "loss_bbox_aux", "loss_pose", "train_cfg", "init_cfg"});
  if (const config::Value* coder = args.find("bbox_coder");
      coder != nullptr && parse_type_name(coder->at("type").as_string()).name != "YOLOXBBoxCoder")
    args.refuse("bbox_coder", "only YOLOXBBoxCoder is supported");
  const config::Value* test_cfg = args.find("test_cfg");
  if (test_cfg == nullptr) fail("{}: 'mmyolo.YOLOXPoseHead' needs a test_cfg", place(config));
  auto module = build_as<YoloxPoseHeadModule>(args.require("head_module"), context, "YOLOXPoseHeadModule");
  PointGenerator points = read_points(args, module->options().strides.size());
  args.finish();
  return std::make_shared<MmyoloYoloxPoseHead>(std::move(module), std::move(points), *test_cfg);
}

}  // namespace

static const Registration kRegistered(models(), "mmyolo.YOLOXPoseHead",
                                      ModelType{build_yolox_pose_head, "models.yolox_pose_head.YOLOXPoseHead"});

}  // namespace slipway::model
