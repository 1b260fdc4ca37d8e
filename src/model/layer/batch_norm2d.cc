// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/batch_norm2d.h"

#include "model/layer/parameter.h"

namespace slipway::model {

// What PyTorch begins with, so that a layer that a checkpoint lacks is the identity.
BatchNorm2d::BatchNorm2d(const BuildContext& context, int64_t channels, double eps, double momentum)
    : eps_(eps),
      momentum_(momentum),
      weight_(add_parameter("weight", at::ones({channels}, context.options()))),
      bias_(add_parameter("bias", zeros({channels}, context))),
      running_mean_(add_buffer("running_mean", zeros({channels}, context))),
      running_var_(add_buffer("running_var", at::ones({channels}, context.options()))) {
  add_buffer("num_batches_tracked", at::zeros({}, context.options().dtype(at::kLong)));
}

Tensor BatchNorm2d::forward(const Tensor& x) const {
  return at::batch_norm(x, weight_, bias_, running_mean_, running_var_, /*training=*/false, momentum_, eps_,
                        /*cudnn_enabled=*/true);
}

}  // namespace slipway::model
