// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/register.h"

namespace slipway::model {
namespace {

/// GeneralizedMeanPooling: f32[B,C,H,W] to f32[B,C]. Key `p`.
class GeneralizedMeanPooling : public FeatureModule {
 public:
  GeneralizedMeanPooling(Args& args, const BuildContext& context)
      : p_(add_parameter("p", at::full({1}, args.number("p", 3.0), context.options()))),
        eps_(args.number("eps", 1e-6)),
        clamp_(args.boolean("clamp", true)) {
    if (args.number("p", 3.0) < 1) args.refuse("p", "must be at least 1");
    args.ignore({"p_trainable"});
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensors outputs;
    for (const Tensor& x : inputs) {
      const Tensor positive = clamp_ ? at::clamp(x, eps_) : x;
      const Tensor mean = at::avg_pool2d(at::pow(positive, p_), {x.size(2), x.size(3)});
      outputs.push_back(at::flatten(at::pow(mean, at::reciprocal(p_)), 1));
    }
    return outputs;
  }

 private:
  Tensor p_;
  double eps_;
  bool clamp_;
};

const RegisterModel<GeneralizedMeanPooling> kGeneralizedMeanPooling(
    "mmpretrain.models.necks.gem.GeneralizedMeanPooling");

}  // namespace
}  // namespace slipway::model
