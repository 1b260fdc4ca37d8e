// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include "codebase/mmpose/heads/coord_cls_heads/coord_cls_head.h"
#include "model/layer/conv_module.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// RTMWHead of RTMW: the last feature map, and with it the one before. Keys `conv_dec.*`, `final_layer.*`,
/// `final_layer2.*`, `mlp.*`, `mlp2.*`, `gau.*`, `cls_x.weight`, `cls_y.weight`.
class RtmwHead : public CoordClsHead {
 public:
  static constexpr std::array kHooks{"forward"};

  RtmwHead(Args& args, const BuildContext& context) : RtmwHead(args, context, read_gau(args)) {}

  Tensors raw(const Tensors& features) const override {
    if (features.size() != 2) fail("mmpose.RTMWHead takes two feature maps, the neck gives {}", features.size());
    const Tensor &fine = features[0], &coarse = features[1];
    const Tensor from_coarse = mlp_(flatten(final_(coarse)));
    const Tensor grown = decoder_conv_(at::pixel_shuffle(coarse, kShuffle));
    const Tensor from_both = mlp2_(flatten(final2_(at::cat({grown, fine}, 1)), kShuffle));
    const Tensor tokens = gau_(at::cat({from_coarse, from_both}, 2));
    return {cls_x_(tokens), cls_y_(tokens)};
  }

 private:
  static constexpr int64_t kShuffle = 2;

  RtmwHead(Args& args, const BuildContext& context, const GauSpec& gau)
      : CoordClsHead(args, context),
        decoder_conv_(add_conv("conv_dec", context, in_channels_ / 4, in_channels_ / 4)),
        final_(add_conv("final_layer", context, in_channels_, out_channels_)),
        final2_(add_conv("final_layer2", context, in_channels_ / 2 + in_channels_ / 4, out_channels_)),
        mlp_(add<Sequence>("mlp")),
        mlp2_(add<Sequence>("mlp2")),
        gau_(add<RtmccBlock>("gau", context, out_channels_, gau)),
        cls_x_(add<Linear>("cls_x", context, gau.hidden_dims, width_bins_, /*bias=*/false)),
        cls_y_(add<Linear>("cls_y", context, gau.hidden_dims, height_bins_, /*bias=*/false)) {
    for (auto [mlp, size] : {std::pair{&mlp_, area_}, std::pair{&mlp2_, area_ * kShuffle * kShuffle}}) {
      mlp->append<ScaleNorm>(context, size);
      mlp->append<Linear>(context, size, gau.hidden_dims / 2, /*bias=*/false);
    }
  }

  const ConvModule& add_conv(const char* name, const BuildContext& context, int64_t in_channels, int64_t out_channels) {
    return add<ConvModule>(name, context, in_channels, out_channels,
                           ConvSize{.kernel = kernel_, .padding = kernel_ / 2},
                           BlockStyle{NormSpec{}, activation("ReLU")});
  }

  const ConvModule &decoder_conv_, &final_, &final2_;
  Sequence &mlp_, &mlp2_;
  const RtmccBlock& gau_;
  const Linear &cls_x_, &cls_y_;
};

const RegisterModel<RtmwHead> kRtmwHead("mmpose.models.heads.coord_cls_heads.rtmw_head.RTMWHead");

}  // namespace
}  // namespace slipway::model
