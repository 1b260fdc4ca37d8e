// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/rtmdet_layers.h"

#include "model/head/conv_branch.h"
#include "model/numbers.h"

namespace slipway::model {

RtmdetLayers::RtmdetLayers(Args& args, const BuildContext& context, const Options& options)
    : cls_convs_(add_list("cls_convs")),
      reg_convs_(add_list("reg_convs")),
      out_cls_(add_list("rtm_cls")),
      out_reg_(add_list("rtm_reg")) {
  const int64_t in_channels = scaled(args.integer("in_channels"), options.widen_factor);
  const int64_t channels = scaled(args.integer("feat_channels", 256), options.widen_factor);
  const int64_t stacked_convs = args.integer("stacked_convs", options.stacked_convs);
  const int64_t kernel = args.integer("pred_kernel_size", 1);
  const bool share_conv = args.boolean("share_conv", true);
  if (share_conv && options.depthwise)
    args.refuse("share_conv", "depthwise-separable convolutions cannot be shared, in PyTorch neither; set it to False");
  read_conv(args);
  const BlockStyle style{read_norm(args, {.eps = options.norm_eps, .momentum = 0.03}), read_activation(args, "SiLU")};
  args.finish();

  if (options.objectness) out_obj_ = &add_list("rtm_obj");
  const ConvSize size{.kernel = kernel, .padding = kernel / 2};
  for (size_t level = 0; level < options.levels; ++level) {
    for (LayerList* towers : {&cls_convs_, &reg_convs_}) {
      if (share_conv && level > 0)
        append_shared_stack(*towers, context, channels, style);
      else
        append_stack(*towers, context, stacked_convs, in_channels, channels, options.depthwise, style);
    }
    out_cls_.append<Conv2d>(context, channels, options.num_classes, size);
    out_reg_.append<Conv2d>(context, channels, 4, size);
    if (out_obj_ != nullptr) out_obj_->append<Conv2d>(context, channels, 1, size);
  }
}

Tensors RtmdetLayers::forward(const Tensors& features) const {
  const size_t levels = out_cls_.size();
  Tensors outputs((out_obj_ != nullptr ? 3 : 2) * levels);
  for (size_t level = 0; level < levels; ++level) {
    const Tensor reg = reg_convs_.run(level, features[level]);
    outputs[level] = out_cls_.run(level, cls_convs_.run(level, features[level]));
    outputs[levels + level] = out_reg_.run(level, reg);
    if (out_obj_ != nullptr) outputs[2 * levels + level] = out_obj_->run(level, reg);
  }
  return outputs;
}

}  // namespace slipway::model
