// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// nn.BatchNorm2d at inference: keys `weight`, `bias`, `running_mean`, `running_var`, `num_batches_tracked`.
class BatchNorm2d : public Layer {
 public:
  BatchNorm2d(const BuildContext& context, int64_t channels, double eps, double momentum);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  double eps_;
  double momentum_;
  at::Tensor weight_;
  at::Tensor bias_;
  at::Tensor running_mean_;
  at::Tensor running_var_;
};

}  // namespace slipway::model
