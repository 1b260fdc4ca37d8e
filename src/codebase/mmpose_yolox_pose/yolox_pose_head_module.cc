// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose_yolox_pose/yolox_pose_head_module.h"

#include "model/head/conv_branch.h"
#include "model/numbers.h"
#include "model/register.h"

namespace slipway::model {

YoloxPoseHeadModule::YoloxPoseHeadModule(Args& args, const BuildContext& context)
    : num_classes_(args.integer("num_classes")),
      num_keypoints_(args.integer("num_keypoints")),
      strides_(args.integers("featmap_strides", {8, 16, 32})),
      cls_convs_(add_list("multi_level_cls_convs")),
      reg_convs_(add_list("multi_level_reg_convs")),
      out_cls_(add_list("multi_level_conv_cls")),
      out_reg_(add_list("multi_level_conv_reg")),
      out_obj_(add_list("multi_level_conv_obj")),
      pose_convs_(add_list("multi_level_pose_convs")),
      out_offsets_(add_list("multi_level_conv_offsets")),
      out_vis_(add_list("multi_level_conv_vis")) {
  const double widen = args.number("widen_factor", 1.0);
  const int64_t in_channels = scaled(args.integer("in_channels"), widen);
  const int64_t channels = scaled(args.integer("feat_channels", 256), widen);
  const int64_t stacked_convs = args.integer("stacked_convs", 2);
  const bool depthwise = args.boolean("use_depthwise", false);
  read_conv(args);
  const BlockStyle style{read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU"),
                         read_conv_bias(args)};
  if (num_classes_ < 1) args.refuse("num_classes", "must be positive");
  if (num_keypoints_ < 1) args.refuse("num_keypoints", "must be positive");
  if (strides_.empty()) args.refuse("featmap_strides", "no feature map is named");
  if (args.integer("num_base_priors", 1) != 1) args.refuse("num_base_priors", "only 1 is supported");
  args.refuse_if_set("dcn_on_last_conv", "deformable convolution is not supported");
  args.ignore({"init_cfg"});
  args.finish();

  for (size_t level = 0; level < strides_.size(); ++level) {
    append_stack(cls_convs_, context, stacked_convs, in_channels, channels, depthwise, style);
    append_stack(reg_convs_, context, stacked_convs, in_channels, channels, depthwise, style);
    append_stack(pose_convs_, context, stacked_convs * 2, in_channels, channels, depthwise, style);
    out_cls_.append<Conv2d>(context, channels, num_classes_, ConvSize{});
    out_reg_.append<Conv2d>(context, channels, 4, ConvSize{});
    out_obj_.append<Conv2d>(context, channels, 1, ConvSize{});
    out_offsets_.append<Conv2d>(context, channels, num_keypoints_ * 2, ConvSize{});
    out_vis_.append<Conv2d>(context, channels, num_keypoints_, ConvSize{});
  }
}

Tensors YoloxPoseHeadModule::forward(const Tensors& features) const {
  const size_t levels = features.size();
  Tensors outputs(5 * levels);
  for (size_t level = 0; level < levels; ++level) {
    const Tensor cls = cls_convs_.run(level, features[level]);
    const Tensor reg = reg_convs_.run(level, features[level]);
    const Tensor pose = pose_convs_.run(level, features[level]);
    outputs[level] = out_cls_.run(level, cls);
    outputs[levels + level] = out_reg_.run(level, reg);
    outputs[2 * levels + level] = out_obj_.run(level, reg);
    outputs[3 * levels + level] = out_offsets_.run(level, pose);
    outputs[4 * levels + level] = out_vis_.run(level, pose);
  }
  return outputs;
}

namespace {

const RegisterModel<YoloxPoseHeadModule> kYoloxPoseHeadModule("models.yolox_pose_head.YOLOXPoseHeadModule");

}  // namespace
}  // namespace slipway::model
