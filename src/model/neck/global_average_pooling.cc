// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"
#include "model/model.h"

namespace slipway::model {
namespace {

/// GlobalAveragePooling of mmpretrain: f32[B,C,...] to f32[B,C]. No keys.
class GlobalAveragePooling : public FeatureModule {
 public:
  explicit GlobalAveragePooling(int64_t dim) : dim_(dim) {}

  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override {
    std::vector<at::Tensor> outputs;
    for (const at::Tensor& x : inputs) outputs.push_back(at::flatten(pool(x), 1));
    return outputs;
  }

 private:
  at::Tensor pool(const at::Tensor& x) const {
    if (dim_ == 1) return at::adaptive_avg_pool1d(x, {1});
    if (dim_ == 2) return at::adaptive_avg_pool2d(x, {1, 1});
    return at::adaptive_avg_pool3d(x, {1, 1, 1});
  }

  int64_t dim_;
};

std::shared_ptr<torch::nn::Module> build_global_average_pooling(const config::Value& config, const BuildContext&) {
  Args args(config, "mmpretrain.GlobalAveragePooling");
  const int64_t dim = args.integer("dim", 2);
  if (dim < 1 || dim > 3) args.refuse("dim", fmt::format("{} is not one of 1, 2, 3", dim));
  args.finish();
  return std::make_shared<GlobalAveragePooling>(dim);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.GlobalAveragePooling",
                                      ModelType{build_global_average_pooling,
                                                "mmpretrain.models.necks.gap.GlobalAveragePooling"});

}  // namespace slipway::model
