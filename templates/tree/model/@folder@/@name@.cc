// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/activation.h"
#include "model/layer/conv_module.h"
#include "model/layer/norm.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// A neck of one convolution for each feature map: put the original's children and parameters, by their names in the
/// state dict, and its forward() here. Keys `convs.N.{conv,bn}.*`.
class @Name@ : public FeatureModule {
 public:
  @Name@(Args& args, const BuildContext& context) : convs_(add_list("convs")) {
    const int64_t out_channels = args.integer("out_channels");
    const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
    for (const int64_t in_channels : args.integers("in_channels"))
      convs_.append<ConvModule>(context, in_channels, out_channels, ConvSize{.kernel = 3, .padding = 1}, style);
    args.ignore({"init_cfg"});
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    if (inputs.size() != convs_.size()) fail("@Name@ has {} in_channels, and {} inputs", convs_.size(), inputs.size());
    Tensors outputs;
    for (size_t i = 0; i < inputs.size(); ++i) outputs.push_back(convs_.run(i, inputs[i]));
    return outputs;
  }

 private:
  LayerList& convs_;
};

const RegisterModel<@Name@> k@Name@("@dotted@");

}  // namespace
}  // namespace slipway::model
