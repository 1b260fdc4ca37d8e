// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/layer_stack.h"
#include "model/layer/activation.h"
#include "model/layer/conv2d.h"
#include "model/layer/pooling.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// AlexNet without its classifier. Keys `features.I.*`.
class PoseAlexNet : public FeatureModule {
 public:
  PoseAlexNet(Args& args, const BuildContext& context) : features_(add<Sequence>("features")) {
    if (args.integer("num_classes", -1) > 0) args.refuse("num_classes", "a classifier gives no feature map");
    args.ignore({"init_cfg"});
    const auto append = [&](int64_t in_channels, int64_t out_channels, const ConvSize& size, bool pool) {
      features_.append<Conv2d>(context, in_channels, out_channels, size);
      features_.append<ActivationLayer>(activation("ReLU"));
      if (pool) features_.append<MaxPool2d>(3, 2, 0);
    };
    constexpr ConvSize kSame{.kernel = 3, .padding = 1};
    append(3, 64, ConvSize{.kernel = 11, .stride = 4, .padding = 2}, true);
    append(64, 192, ConvSize{.kernel = 5, .padding = 2}, true);
    append(192, 384, kSame, false);
    append(384, 256, kSame, false);
    append(256, 256, kSame, true);
  }

  int64_t size_step() const override { return 32; }

 protected:
  Tensors forward(const Tensors& inputs) const override { return {features_(inputs.at(0))}; }

 private:
  Sequence& features_;
};

const RegisterModel<PoseAlexNet> kPoseAlexNet("mmpose.models.backbones.alexnet.AlexNet");

}  // namespace
}  // namespace slipway::model
