// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/decode_heads/decode_head.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// FCNHead: some convolutions. Keys `convs.I.*`, [`conv_cat.*`].
class FcnHead : public DecodeHead {
 public:
  FcnHead(Args& args, const BuildContext& context) : DecodeHead(args, context) {
    const int64_t kernel = args.integer("kernel_size", 3), dilation = args.integer("dilation", 1);
    const int64_t count = args.integer("num_convs", 2);
    if (count == 0 && in_channels() != channels())
      args.refuse("num_convs", "is 0, so in_channels must be the same as channels");
    convs_ = &add<Sequence>("convs");
    for (int64_t i = 0; i < count; ++i)
      convs_->append<ConvModule>(context, i == 0 ? in_channels() : channels(), channels(),
                                 ConvSize{.kernel = kernel, .padding = kernel / 2 * dilation, .dilation = dilation},
                                 style());
    if (args.boolean("concat_input", true))
      conv_cat_ = &add<ConvModule>("conv_cat", context, in_channels() + channels(), channels(),
                                   ConvSize{.kernel = kernel, .padding = kernel / 2}, style());
  }

 protected:
  Tensor forward(const Tensors& features, const Tensor&) const override {
    const Tensor x = input(features);
    const Tensor feature = (*convs_)(x);
    return classify(conv_cat_ == nullptr ? feature : (*conv_cat_)(at::cat({x, feature}, 1)));
  }

 private:
  Sequence* convs_ = nullptr;
  const ConvModule* conv_cat_ = nullptr;
};

const RegisterModel<FcnHead> kFcnHead("mmseg.models.decode_heads.fcn_head.FCNHead");

}  // namespace
}  // namespace slipway::model
