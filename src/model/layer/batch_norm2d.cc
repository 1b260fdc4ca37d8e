// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/batch_norm2d.h"

#include "model/layer/parameter.h"

namespace slipway::model {

BatchNorm2d::BatchNorm2d(const BuildContext& context, int64_t channels, double eps, double momentum)
    : eps_(eps), momentum_(momentum) {
  // What PyTorch begins with, so that a layer that a checkpoint lacks is the identity.
  weight_ = register_parameter("weight", at::ones({channels}, context.options()), /*requires_grad=*/false);
  bias_ = register_parameter("bias", zeros({channels}, context), /*requires_grad=*/false);
  running_mean_ = register_buffer("running_mean", zeros({channels}, context));
  running_var_ = register_buffer("running_var", at::ones({channels}, context.options()));
  register_buffer("num_batches_tracked", at::zeros({}, context.options().dtype(at::kLong)));
}

at::Tensor BatchNorm2d::forward(const at::Tensor& x) const {
  return at::batch_norm(x, weight_, bias_, running_mean_, running_var_, /*training=*/false, momentum_, eps_,
                        /*cudnn_enabled=*/true);
}

}  // namespace slipway::model
