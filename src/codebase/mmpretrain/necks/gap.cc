// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/register.h"

namespace slipway::model {
namespace {

/// GlobalAveragePooling: f32[B,C,...] to f32[B,C]. No keys.
class GlobalAveragePooling : public FeatureModule {
 public:
  GlobalAveragePooling(Args& args, const BuildContext&) : dim_(args.integer("dim", 2)) {
    if (dim_ < 1 || dim_ > 3) args.refuse("dim", fmt::format("{} is not one of 1, 2, 3", dim_));
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensors outputs;
    for (const Tensor& x : inputs) outputs.push_back(at::flatten(pool(x), 1));
    return outputs;
  }

 private:
  Tensor pool(const Tensor& x) const {
    if (dim_ == 1) return at::adaptive_avg_pool1d(x, {1});
    if (dim_ == 2) return at::adaptive_avg_pool2d(x, {1, 1});
    return at::adaptive_avg_pool3d(x, {1, 1, 1});
  }

  int64_t dim_;
};

const RegisterModel<GlobalAveragePooling> kGlobalAveragePooling("mmpretrain.models.necks.gap.GlobalAveragePooling");

}  // namespace
}  // namespace slipway::model
