// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/decode_heads/decode_head.h"
#include "codebase/mmseg/decode_heads/pooled_conv.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// PSPHead: what the surroundings look like at several scales. Keys `psp_modules.I.1.*`, `bottleneck.*`.
class PspHead : public DecodeHead {
 public:
  PspHead(Args& args, const BuildContext& context) : DecodeHead(args, context), pools_(add_list("psp_modules")) {
    const std::vector<int64_t> scales = args.integers("pool_scales", {1, 2, 3, 6});
    for (int64_t scale : scales) pools_.append<PooledConv>(context, scale, in_channels(), channels(), style());
    bottleneck_ =
        &add<ConvModule>("bottleneck", context, in_channels() + static_cast<int64_t>(scales.size()) * channels(),
                         channels(), ConvSize{.kernel = 3, .padding = 1}, style());
  }

 protected:
  Tensor forward(const Tensors& features, const Tensor&) const override {
    const Tensor x = input(features);
    Tensors all{x};
    for (size_t i = 0; i < pools_.size(); ++i) all.push_back(resized_like(pools_.run(i, x), x));
    return classify((*bottleneck_)(at::cat(all, 1)));
  }

 private:
  LayerList& pools_;
  const ConvModule* bottleneck_ = nullptr;
};

const RegisterModel<PspHead> kPspHead("mmseg.models.decode_heads.psp_head.PSPHead");

}  // namespace
}  // namespace slipway::model
