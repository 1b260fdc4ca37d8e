// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/decode_heads/decode_head.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// SegformerHead: all feature maps, as wide as each other, in the size of the first. Keys `convs.I.*`, `fusion_conv.*`.
class SegformerHead : public DecodeHead {
 public:
  SegformerHead(Args& args, const BuildContext& context)
      : DecodeHead(args, context, Inputs::kSeveral), convs_(add_list("convs")) {
    args.expect("interpolate_mode", {"bilinear"});
    for (int64_t in : all_in_channels()) convs_.append<ConvModule>(context, in, channels(), ConvSize{}, style());
    // Its activation is ConvModule's own, whatever act_cfg says.
    fusion_ = &add<ConvModule>("fusion_conv", context, channels() * static_cast<int64_t>(convs_.size()), channels(),
                               ConvSize{}, BlockStyle{style().norm, activation("ReLU")});
  }

 protected:
  Tensor forward(const Tensors& features, const Tensor&) const override {
    const Tensors maps = inputs(features);
    Tensors all;
    for (size_t i = 0; i < maps.size(); ++i) all.push_back(resized_like(convs_.run(i, maps[i]), maps[0]));
    return classify((*fusion_)(at::cat(all, 1)));
  }

 private:
  LayerList& convs_;
  const ConvModule* fusion_ = nullptr;
};

const RegisterModel<SegformerHead> kSegformerHead("mmseg.models.decode_heads.segformer_head.SegformerHead");

}  // namespace
}  // namespace slipway::model
