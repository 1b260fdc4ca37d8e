// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"
#include "model/model.h"

namespace slipway::model {
namespace {

/// GeneralizedMeanPooling of mmpretrain: f32[B,C,H,W] to f32[B,C]. Key `p`.
class GeneralizedMeanPooling : public FeatureModule {
 public:
  GeneralizedMeanPooling(const BuildContext& context, double p, double eps, bool clamp) : eps_(eps), clamp_(clamp) {
    p_ = register_parameter("p", at::full({1}, p, context.options()), /*requires_grad=*/false);
  }

  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override {
    std::vector<at::Tensor> outputs;
    for (const at::Tensor& x : inputs) {
      const at::Tensor positive = clamp_ ? at::clamp(x, eps_) : x;
      const at::Tensor mean = at::avg_pool2d(at::pow(positive, p_), {x.size(2), x.size(3)});
      outputs.push_back(at::flatten(at::pow(mean, at::reciprocal(p_)), 1));
    }
    return outputs;
  }

 private:
  at::Tensor p_;
  double eps_;
  bool clamp_;
};

std::shared_ptr<torch::nn::Module> build_generalized_mean_pooling(const config::Value& config,
                                                                  const BuildContext& context) {
  Args args(config, "mmpretrain.GeneralizedMeanPooling");
  const double p = args.number("p", 3.0);
  if (p < 1) args.refuse("p", "must be at least 1");
  const double eps = args.number("eps", 1e-6);
  const bool clamp = args.boolean("clamp", true);
  args.ignore({"p_trainable"});
  args.finish();
  return std::make_shared<GeneralizedMeanPooling>(context, p, eps, clamp);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.GeneralizedMeanPooling",
                                      ModelType{build_generalized_mean_pooling,
                                                "mmpretrain.models.necks.gem.GeneralizedMeanPooling"});

}  // namespace slipway::model
