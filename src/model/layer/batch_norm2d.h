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
  Tensor forward(const Tensor& x) const override;

 private:
  double eps_;
  double momentum_;
  Tensor weight_;
  Tensor bias_;
  Tensor running_mean_;
  Tensor running_var_;
};

}  // namespace slipway::model
