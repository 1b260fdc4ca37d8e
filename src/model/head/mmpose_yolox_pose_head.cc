// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/head/conv_branch.h"
#include "model/head/pose_reference.h"
#include "model/head/pose_settings.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

struct HeadOptions {
  int64_t num_classes = 1;
  int64_t num_keypoints = 0;
  int64_t in_channels = 0;
  int64_t feat_channels = 256;
  int64_t stacked_convs = 2;
  std::vector<int64_t> strides{8, 16, 32};
  PointGenerator points;
  BlockStyle style;
};

/// Keys `conv_{cls,reg,pose}.L.I.{conv,bn}.*`, `out_{cls,obj,bbox,kpt,kpt_vis}.L.*`.
class HeadModule : public torch::nn::Module {
 public:
  HeadModule(const BuildContext& context, const HeadOptions& options)
      : conv_cls_(add_list(*this, "conv_cls")),
        out_cls_(add_list(*this, "out_cls")),
        out_obj_(add_list(*this, "out_obj")),
        conv_reg_(add_list(*this, "conv_reg")),
        out_bbox_(add_list(*this, "out_bbox")),
        conv_pose_(add_list(*this, "conv_pose")),
        out_kpt_(add_list(*this, "out_kpt")),
        out_vis_(add_list(*this, "out_kpt_vis")) {
    const int64_t channels = options.feat_channels;
    for (size_t level = 0; level < options.strides.size(); ++level) {
      const auto stack = [&](LayerList& list, int64_t count) {
        append_stack(list, context, count, options.in_channels, channels, /*depthwise=*/false, options.style);
      };
      stack(*conv_cls_, options.stacked_convs);
      stack(*conv_reg_, options.stacked_convs);
      stack(*conv_pose_, options.stacked_convs * 2);
      append_predictor(*out_cls_, context, channels, options.num_classes);
      append_predictor(*out_obj_, context, channels, 1);
      append_predictor(*out_bbox_, context, channels, 4);
      append_predictor(*out_kpt_, context, channels, options.num_keypoints * 2);
      append_predictor(*out_vis_, context, channels, options.num_keypoints);
    }
  }

  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& features) const {
    const size_t levels = features.size();
    std::vector<at::Tensor> outputs(5 * levels);
    for (size_t level = 0; level < levels; ++level) {
      const at::Tensor cls = conv_cls_->run(level, features[level]);
      const at::Tensor reg = conv_reg_->run(level, features[level]);
      const at::Tensor pose = conv_pose_->run(level, features[level]);
      outputs[level] = out_cls_->run(level, cls);
      outputs[levels + level] = out_obj_->run(level, reg);
      outputs[2 * levels + level] = out_bbox_->run(level, reg);
      outputs[3 * levels + level] = out_kpt_->run(level, pose);
      outputs[4 * levels + level] = out_vis_->run(level, pose);
    }
    return outputs;
  }

 private:
  std::shared_ptr<LayerList> conv_cls_, out_cls_, out_obj_, conv_reg_, out_bbox_, conv_pose_, out_kpt_, out_vis_;
};

/// YOLOXPoseHead of mmpose. Keys `head_module.*`.
class MmposeYoloxPoseHead : public PoseHead {
 public:
  MmposeYoloxPoseHead(const BuildContext& context, const HeadOptions& options, const config::Value& test_cfg)
      : PoseHead({Prediction::kClass, Prediction::kObjectness, Prediction::kBox, Prediction::kOffset,
                  Prediction::kVisibility}) {
    num_classes_ = options.num_classes;
    num_keypoints_ = options.num_keypoints;
    strides_ = options.strides;
    points_ = options.points;
    test_cfg_ = test_cfg;
    settings_ = read_mmpose_settings(test_cfg);
    module_ = register_module("head_module", std::make_shared<HeadModule>(context, options));
  }

  bool per_class_nms() const override { return false; }

  std::vector<at::Tensor> raw(const std::vector<at::Tensor>& features) const override {
    if (features.size() != num_levels())
      fail("mmpose.YOLOXPoseHead has featmap_strides for {} feature maps, the neck gives {}", num_levels(),
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
  PoseResult predict_image(const PoseReference& reference, int64_t image, const ImageMeta& meta) const {
    if (meta.input_size[0] <= 0 || meta.input_size[1] <= 0)
      fail("the test pipeline gives no input_size, which mmpose.YOLOXPoseHead needs; it should have a BottomupResize");
    // Defaults of the original where test_cfg says nothing: no suppression.
    auto candidates =
        reference.select(image, settings_.score_threshold.value_or(0.01), settings_.nms_pre.value_or(100000));
    const double iou_threshold = settings_.iou_threshold.value_or(1.0);
    if (iou_threshold < 1.0) {
      std::vector<PoseReference::Box> boxes;
      for (const auto& candidate : candidates) boxes.push_back(reference.box(image, candidate.cell));
      std::vector<PoseReference::Candidate> kept;
      for (size_t index : suppress(boxes, iou_threshold, /*min_union=*/1e-6F)) kept.push_back(candidates[index]);
      candidates = std::move(kept);
    }
    const auto to_image = [&](float value, size_t axis) {
      return static_cast<float>(static_cast<double>(value) / static_cast<double>(meta.input_size[axis]) *
                                    meta.input_scale[axis] +
                                meta.input_center[axis] - 0.5 * meta.input_scale[axis]);
    };
    PoseResult result;
    for (const auto& candidate : candidates) {
      auto box = reference.box(image, candidate.cell);
      for (size_t i = 0; i < 4; ++i) {
        const float limit = static_cast<float>(meta.input_size[i % 2]);
        box[i] = to_image(std::min(std::max(box[i], 0.0F), limit), i % 2);
      }
      result.bboxes.push_back(box);
      result.bbox_scores.push_back(candidate.score);
      auto& keypoints = result.keypoints.emplace_back();
      auto& visibility = result.keypoint_scores.emplace_back();
      for (int64_t k = 0; k < num_keypoints_; ++k) {
        const auto [x, y] = reference.keypoint(image, candidate.cell, k);
        keypoints.push_back({to_image(x, 0), to_image(y, 1)});
        visibility.push_back(reference.visibility(image, candidate.cell, k));
      }
    }
    return result;
  }

  std::shared_ptr<HeadModule> module_;
};

void read_module(const config::Value& config, HeadOptions& options) {
  Args args(config, "mmpose.YOLOXPoseHeadModule");
  const double widen = args.number("widen_factor", 1.0);
  options.num_classes = args.integer("num_classes", 1);
  if (options.num_classes < 1) args.refuse("num_classes", "must be positive");
  options.in_channels = scaled(args.integer("in_channels"), widen);
  options.feat_channels = scaled(args.integer("feat_channels", 256), widen);
  options.stacked_convs = args.integer("stacked_convs", 2);
  read_conv(args);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU"),
                   read_conv_bias(args)};
  // The head overwrites both with its own.
  args.ignore({"featmap_strides", "num_keypoints", "init_cfg"});
  args.finish();
}

std::shared_ptr<torch::nn::Module> build_yolox_pose_head(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpose.YOLOXPoseHead");
  HeadOptions options;
  options.num_keypoints = args.integer("num_keypoints");
  if (options.num_keypoints < 1) args.refuse("num_keypoints", "must be positive");
  options.strides = args.integers("featmap_strides", options.strides);
  if (options.strides.empty()) args.refuse("featmap_strides", "no feature map is named");
  args.ignore({"num_classes", "use_aux_loss", "assigner", "loss_cls", "loss_obj", "loss_bbox", "loss_oks", "loss_vis",
               "loss_bbox_aux", "loss_kpt_aux", "overlaps_power"});
  const config::Value no_settings = config::Value::dict();
  const config::Value* test_cfg = args.find("test_cfg");
  Problems problems;
  problems.attempt([&] { return read_module(args.require("head_module_cfg"), options), true; });
  problems.attempt([&] {
    options.points = read_point_generator(args.require("prior_generator"), options.strides.size());
    return true;
  });
  problems.attempt([&] { return args.finish(), true; });
  problems.raise();
  return with_context(place(config), [&] {
    return std::make_shared<MmposeYoloxPoseHead>(context, options, test_cfg != nullptr ? *test_cfg : no_settings);
  });
}

}  // namespace

static const Registration kRegistered(models(), "mmpose.YOLOXPoseHead",
                                      ModelType{build_yolox_pose_head,
                                                "mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead"});

}  // namespace slipway::model
