// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/heads/coord_cls_heads/coord_cls_head.h"
#include "model/layer/conv2d.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// RTMCCHead of RTMPose. Keys `final_layer.*`, `mlp.0.g`, `mlp.1.weight`, `gau.*`, `cls_x.weight`, `cls_y.weight`.
class RtmccHead : public CoordClsHead {
 public:
  static constexpr std::array kHooks{"forward"};

  RtmccHead(Args& args, const BuildContext& context) : RtmccHead(args, context, read_gau(args)) {}

  Tensors raw(const Tensors& features) const override {
    const Tensor tokens = gau_(mlp_(flatten(final_(features.back()))));
    return {cls_x_(tokens), cls_y_(tokens)};
  }

 private:
  RtmccHead(Args& args, const BuildContext& context, const GauSpec& gau)
      : CoordClsHead(args, context),
        final_(add<Conv2d>("final_layer", context, in_channels_, out_channels_,
                           ConvSize{.kernel = kernel_, .padding = kernel_ / 2})),
        mlp_(add<Sequence>("mlp")),
        gau_(add<RtmccBlock>("gau", context, out_channels_, gau)),
        cls_x_(add<Linear>("cls_x", context, gau.hidden_dims, width_bins_, /*bias=*/false)),
        cls_y_(add<Linear>("cls_y", context, gau.hidden_dims, height_bins_, /*bias=*/false)) {
    mlp_.append<ScaleNorm>(context, area_);
    mlp_.append<Linear>(context, area_, gau.hidden_dims, /*bias=*/false);
  }

  const Conv2d& final_;
  Sequence& mlp_;
  const RtmccBlock& gau_;
  const Linear &cls_x_, &cls_y_;
};

const RegisterModel<RtmccHead> kRtmccHead("mmpose.models.heads.coord_cls_heads.rtmcc_head.RTMCCHead");

}  // namespace
}  // namespace slipway::model
