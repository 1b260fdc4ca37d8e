// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/mmyolo_yolox_pose_head_module.h"

#include "model/head/conv_branch.h"
#include "model/numbers.h"

namespace slipway::model {

YoloxPoseHeadModule::YoloxPoseHeadModule(const BuildContext& context, const YoloxPoseHeadModuleOptions& options)
    : options_(options),
      cls_convs_(add_list(*this, "multi_level_cls_convs")),
      reg_convs_(add_list(*this, "multi_level_reg_convs")),
      out_cls_(add_list(*this, "multi_level_conv_cls")),
      out_reg_(add_list(*this, "multi_level_conv_reg")),
      out_obj_(add_list(*this, "multi_level_conv_obj")),
      pose_convs_(add_list(*this, "multi_level_pose_convs")),
      out_offsets_(add_list(*this, "multi_level_conv_offsets")),
      out_vis_(add_list(*this, "multi_level_conv_vis")) {
  const int64_t channels = options.feat_channels;
  for (size_t level = 0; level < options.strides.size(); ++level) {
    const auto stack = [&](LayerList& list, int64_t count) {
      append_stack(list, context, count, options.in_channels, channels, options.depthwise, options.style);
    };
    stack(*cls_convs_, options.stacked_convs);
    stack(*reg_convs_, options.stacked_convs);
    stack(*pose_convs_, options.stacked_convs * 2);
    append_predictor(*out_cls_, context, channels, options.num_classes);
    append_predictor(*out_reg_, context, channels, 4);
    append_predictor(*out_obj_, context, channels, 1);
    append_predictor(*out_offsets_, context, channels, options.num_keypoints * 2);
    append_predictor(*out_vis_, context, channels, options.num_keypoints);
  }
}

std::vector<at::Tensor> YoloxPoseHeadModule::forward(const std::vector<at::Tensor>& features) const {
  const size_t levels = features.size();
  std::vector<at::Tensor> outputs(5 * levels);
  for (size_t level = 0; level < levels; ++level) {
    const at::Tensor cls = cls_convs_->run(level, features[level]);
    const at::Tensor reg = reg_convs_->run(level, features[level]);
    const at::Tensor pose = pose_convs_->run(level, features[level]);
    outputs[level] = out_cls_->run(level, cls);
    outputs[levels + level] = out_reg_->run(level, reg);
    outputs[2 * levels + level] = out_obj_->run(level, reg);
    outputs[3 * levels + level] = out_offsets_->run(level, pose);
    outputs[4 * levels + level] = out_vis_->run(level, pose);
  }
  return outputs;
}

namespace {

std::shared_ptr<torch::nn::Module> build_module(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmyolo.YOLOXPoseHeadModule");
  YoloxPoseHeadModuleOptions options;
  const double widen = args.number("widen_factor", 1.0);
  options.num_classes = args.integer("num_classes");
  if (options.num_classes < 1) args.refuse("num_classes", "must be positive");
  options.num_keypoints = args.integer("num_keypoints");
  if (options.num_keypoints < 1) args.refuse("num_keypoints", "must be positive");
  options.in_channels = scaled(args.integer("in_channels"), widen);
  options.feat_channels = scaled(args.integer("feat_channels", 256), widen);
  options.stacked_convs = args.integer("stacked_convs", 2);
  options.depthwise = args.boolean("use_depthwise", false);
  options.strides = args.integers("featmap_strides", options.strides);
  if (options.strides.empty()) args.refuse("featmap_strides", "no feature map is named");
  if (args.integer("num_base_priors", 1) != 1) args.refuse("num_base_priors", "only 1 is supported");
  args.refuse_if_set("dcn_on_last_conv", "deformable convolution is not supported");
  read_conv(args);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU"),
                   read_conv_bias(args)};
  args.ignore({"init_cfg"});
  args.finish();
  return with_context(place(config), [&] { return std::make_shared<YoloxPoseHeadModule>(context, options); });
}

}  // namespace

static const Registration kRegistered(models(), "mmyolo.YOLOXPoseHeadModule",
                                      ModelType{build_module, "models.yolox_pose_head.YOLOXPoseHeadModule"});

}  // namespace slipway::model
