// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/yolox_layers.h"

#include "model/head/conv_branch.h"
#include "model/numbers.h"

namespace slipway::model {

YoloxLayers::YoloxLayers(Args& args, const BuildContext& context, const Options& options)
    : cls_convs_(add_list("multi_level_cls_convs")),
      reg_convs_(add_list("multi_level_reg_convs")),
      out_cls_(add_list("multi_level_conv_cls")),
      out_reg_(add_list("multi_level_conv_reg")),
      out_obj_(add_list("multi_level_conv_obj")) {
  const int64_t in_channels = scaled(args.integer("in_channels"), options.widen_factor);
  const int64_t channels = scaled(args.integer("feat_channels", 256), options.widen_factor);
  const int64_t stacked_convs = args.integer("stacked_convs", 2);
  const bool depthwise = args.boolean("use_depthwise", false);
  args.refuse_if_set("dcn_on_last_conv", "deformable convolution is not supported");
  read_conv(args);
  const BlockStyle style{read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, options.activation),
                         read_conv_bias(args)};
  args.finish();

  for (size_t level = 0; level < options.levels; ++level) {
    append_stack(cls_convs_, context, stacked_convs, in_channels, channels, depthwise, style);
    append_stack(reg_convs_, context, stacked_convs, in_channels, channels, depthwise, style);
    out_cls_.append<Conv2d>(context, channels, options.num_classes, ConvSize{});
    out_reg_.append<Conv2d>(context, channels, 4, ConvSize{});
    out_obj_.append<Conv2d>(context, channels, 1, ConvSize{});
  }
}

Tensors YoloxLayers::forward(const Tensors& features) const {
  const size_t levels = out_cls_.size();
  Tensors outputs(3 * levels);
  for (size_t level = 0; level < levels; ++level) {
    const Tensor cls = cls_convs_.run(level, features[level]);
    const Tensor reg = reg_convs_.run(level, features[level]);
    outputs[level] = out_cls_.run(level, cls);
    outputs[levels + level] = out_reg_.run(level, reg);
    outputs[2 * levels + level] = out_obj_.run(level, reg);
  }
  return outputs;
}

}  // namespace slipway::model
