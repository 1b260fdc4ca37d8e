// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// nn.Linear: keys `weight`, `bias`.
class Linear : public Layer {
 public:
  Linear(const BuildContext& context, int64_t in_features, int64_t out_features);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  at::Tensor weight_;
  at::Tensor bias_;
};

}  // namespace slipway::model
