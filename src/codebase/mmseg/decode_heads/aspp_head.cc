// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/decode_heads/decode_head.h"
#include "codebase/mmseg/decode_heads/pooled_conv.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// ASPPHead: convolutions of several dilations side by side. Keys `image_pool.1.*`, `aspp_modules.I.*`, `bottleneck.*`.
class AsppHead : public DecodeHead {
 public:
  AsppHead(Args& args, const BuildContext& context) : AsppHead(args, context, /*separable=*/false) {}

 protected:
  AsppHead(Args& args, const BuildContext& context, bool separable)
      : DecodeHead(args, context),
        image_pool_(add<PooledConv>("image_pool", context, 1, in_channels(), channels(), style())),
        modules_(add_list("aspp_modules")) {
    const std::vector<int64_t> dilations = args.integers("dilations", {1, 6, 12, 18});
    for (int64_t dilation : dilations) {
      const ConvSize size =
          dilation == 1 ? ConvSize{} : ConvSize{.kernel = 3, .padding = dilation, .dilation = dilation};
      modules_.append(make_conv(separable && dilation > 1, context, in_channels(), channels(), size, style()));
    }
    bottleneck_ = &add<ConvModule>("bottleneck", context, (static_cast<int64_t>(dilations.size()) + 1) * channels(),
                                   channels(), ConvSize{.kernel = 3, .padding = 1}, style());
  }

  Tensor pyramid(const Tensors& features) const {
    const Tensor x = input(features);
    Tensors all{resized_like(image_pool_(x), x)};
    for (size_t i = 0; i < modules_.size(); ++i) all.push_back(modules_.run(i, x));
    return (*bottleneck_)(at::cat(all, 1));
  }
  Tensor forward(const Tensors& features, const Tensor&) const override { return classify(pyramid(features)); }

 private:
  const PooledConv& image_pool_;
  LayerList& modules_;
  const ConvModule* bottleneck_ = nullptr;
};

/// DepthwiseSeparableASPPHead (DeepLabV3+): cheaper, and with the first feature map's details. Keys `c1_bottleneck.*`,
/// `sep_bottleneck.I.*` besides.
class DepthwiseSeparableAsppHead : public AsppHead {
 public:
  DepthwiseSeparableAsppHead(Args& args, const BuildContext& context) : AsppHead(args, context, /*separable=*/true) {
    const int64_t c1_in_channels = args.integer("c1_in_channels"), c1_channels = args.integer("c1_channels");
    if (c1_in_channels > 0)
      c1_bottleneck_ = &add<ConvModule>("c1_bottleneck", context, c1_in_channels, c1_channels, ConvSize{}, style());
    sep_bottleneck_ = &add<Sequence>("sep_bottleneck");
    for (int64_t in : {channels() + c1_channels, channels()})
      sep_bottleneck_->append<DepthwiseSeparableConvModule>(context, in, channels(),
                                                            ConvSize{.kernel = 3, .padding = 1}, style());
  }

 protected:
  Tensor forward(const Tensors& features, const Tensor&) const override {
    Tensor x = pyramid(features);
    if (c1_bottleneck_ != nullptr) {
      const Tensor details = (*c1_bottleneck_)(features.front());
      x = at::cat({resized_like(x, details), details}, 1);
    }
    return classify((*sep_bottleneck_)(x));
  }

 private:
  const ConvModule* c1_bottleneck_ = nullptr;
  Sequence* sep_bottleneck_ = nullptr;
};

const RegisterModel<AsppHead> kAsppHead("mmseg.models.decode_heads.aspp_head.ASPPHead");
const RegisterModel<DepthwiseSeparableAsppHead> kSeparableAsppHead(
    "mmseg.models.decode_heads.sep_aspp_head.DepthwiseSeparableASPPHead");

}  // namespace
}  // namespace slipway::model
