// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// ImageClassifier. Keys `backbone.*`, `neck.*`, `head.*`.
class ImageClassifier : public SingleStage {
 public:
  static constexpr std::array kHooks{"forward"};

  ImageClassifier(Args& args, const BuildContext& context) : SingleStage(args, context, "head") {}

  Tensors deploy_forward(const Tensor& input) const override {
    return hooked("forward", {input}, [&] { return SingleStage::deploy_forward(input); });
  }
};

const RegisterModel<ImageClassifier> kImageClassifier("mmpretrain.models.classifiers.image.ImageClassifier");

}  // namespace
}  // namespace slipway::model
