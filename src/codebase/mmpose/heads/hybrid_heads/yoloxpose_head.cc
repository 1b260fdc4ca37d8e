// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.h"
#include "model/head/conv_branch.h"
#include "model/head/pose_reference.h"
#include "model/numbers.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// The layers of the head. Keys `conv_{cls,reg,pose}.L.I.{conv,bn}.*`, `out_{cls,obj,bbox,kpt,kpt_vis}.L.*`.
class HeadModule : public Module {
 public:
  HeadModule(Args& args, const BuildContext& context, size_t levels, int64_t num_keypoints)
      : num_classes_(args.integer("num_classes", 1)),
        conv_cls_(add_list("conv_cls")),
        out_cls_(add_list("out_cls")),
        out_obj_(add_list("out_obj")),
        conv_reg_(add_list("conv_reg")),
        out_bbox_(add_list("out_bbox")),
        conv_pose_(add_list("conv_pose")),
        out_kpt_(add_list("out_kpt")),
        out_vis_(add_list("out_kpt_vis")) {
    const double widen = args.number("widen_factor", 1.0);
    const int64_t in_channels = scaled(args.integer("in_channels"), widen);
    const int64_t channels = scaled(args.integer("feat_channels", 256), widen);
    const int64_t stacked_convs = args.integer("stacked_convs", 2);
    read_conv(args);
    const BlockStyle style{read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU"),
                           read_conv_bias(args)};
    if (num_classes_ < 1) args.refuse("num_classes", "must be positive");
    // The head overwrites both with its own.
    args.ignore({"featmap_strides", "num_keypoints", "init_cfg"});
    args.finish();

    for (size_t level = 0; level < levels; ++level) {
      append_stack(conv_cls_, context, stacked_convs, in_channels, channels, /*depthwise=*/false, style);
      append_stack(conv_reg_, context, stacked_convs, in_channels, channels, /*depthwise=*/false, style);
      append_stack(conv_pose_, context, stacked_convs * 2, in_channels, channels, /*depthwise=*/false, style);
      out_cls_.append<Conv2d>(context, channels, num_classes_, ConvSize{});
      out_obj_.append<Conv2d>(context, channels, 1, ConvSize{});
      out_bbox_.append<Conv2d>(context, channels, 4, ConvSize{});
      out_kpt_.append<Conv2d>(context, channels, num_keypoints * 2, ConvSize{});
      out_vis_.append<Conv2d>(context, channels, num_keypoints, ConvSize{});
    }
  }

  int64_t num_classes() const { return num_classes_; }

  Tensors forward(const Tensors& features) const {
    const size_t levels = features.size();
    Tensors outputs(5 * levels);
    for (size_t level = 0; level < levels; ++level) {
      const Tensor cls = conv_cls_.run(level, features[level]);
      const Tensor reg = conv_reg_.run(level, features[level]);
      const Tensor pose = conv_pose_.run(level, features[level]);
      outputs[level] = out_cls_.run(level, cls);
      outputs[levels + level] = out_obj_.run(level, reg);
      outputs[2 * levels + level] = out_bbox_.run(level, reg);
      outputs[3 * levels + level] = out_kpt_.run(level, pose);
      outputs[4 * levels + level] = out_vis_.run(level, pose);
    }
    return outputs;
  }

 private:
  int64_t num_classes_;
  LayerList &conv_cls_, &out_cls_, &out_obj_, &conv_reg_, &out_bbox_, &conv_pose_, &out_kpt_, &out_vis_;
};

/// YOLOXPoseHead of mmpose. Keys `head_module.*`.
class YoloxPoseHead : public PoseHead {
 public:
  static constexpr std::array kHooks{"forward"};

  YoloxPoseHead(Args& args, const BuildContext& context)
      : PoseHead({Prediction::kClass, Prediction::kObjectness, Prediction::kBox, Prediction::kOffset,
                  Prediction::kVisibility}) {
    num_keypoints_ = args.integer("num_keypoints");
    if (num_keypoints_ < 1) args.refuse("num_keypoints", "must be positive");
    strides_ = args.integers("featmap_strides", {8, 16, 32});
    if (strides_.empty()) args.refuse("featmap_strides", "no feature map is named");
    args.ignore({"num_classes", "use_aux_loss", "assigner", "loss_cls", "loss_obj", "loss_bbox", "loss_oks", "loss_vis",
                 "loss_bbox_aux", "loss_kpt_aux", "overlaps_power", "train_cfg", "init_cfg"});
    args.attempt([&] { return points_ = read_point_generator(args.require("prior_generator"), strides_.size()); });
    auto module = args.attempt([&] {
      Args own(args.require("head_module_cfg"), "mmpose.YOLOXPoseHeadModule");
      auto made = std::make_shared<HeadModule>(own, context, strides_.size(), std::max<int64_t>(num_keypoints_, 1));
      own.finish();
      return made;
    });
    if (module) num_classes_ = module->num_classes();
    args.attempt([&] { return read_test_cfg(args, "mmpose.YOLOXPoseHead"), true; });
    args.finish();
    module_ = &adopt("head_module", std::move(module));
  }

  Tensors raw(const Tensors& features) const override {
    if (features.size() != num_levels())
      fail("mmpose.YOLOXPoseHead has featmap_strides for {} feature maps, the neck gives {}", num_levels(),
           features.size());
    return module_->scoped([&] { return module_->forward(features); });
  }

  Tensors deploy(const Tensors& features) const override {
    return hooked("forward", features, [&] { return layer_outputs(features); });
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
  Instances result(const PoseReference& reference, int64_t image, const ImageMeta& meta,
                   const task::Limits& limits) const {
    if (meta.input_size[0] <= 0 || meta.input_size[1] <= 0)
      fail("the test pipeline gives no input_size, which mmpose.YOLOXPoseHead needs; it should have a BottomupResize");
    const auto to_image = [&](float value, size_t axis) {
      return static_cast<float>(static_cast<double>(value) / static_cast<double>(meta.input_size[axis]) *
                                    meta.input_scale[axis] +
                                meta.input_center[axis] - 0.5 * meta.input_scale[axis]);
    };
    Instances instances;
    const auto box_of = [&](const auto& candidate) { return reference.box(image, candidate.cell); };
    for (const auto& candidate : reference.choose(image, settings_, limits, 0.01, /*min_union=*/1e-6F, box_of)) {
      auto box = box_of(candidate);
      for (size_t i = 0; i < 4; ++i) {
        const float limit = static_cast<float>(meta.input_size[i % 2]);
        box[i] = to_image(std::min(std::max(box[i], 0.0F), limit), i % 2);
      }
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

  const HeadModule* module_ = nullptr;
};

const RegisterModel<YoloxPoseHead> kYoloxPoseHead("mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead");

}  // namespace
}  // namespace slipway::model
