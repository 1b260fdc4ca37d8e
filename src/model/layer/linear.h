// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// nn.Linear: keys `weight` and, with a bias, `bias`.
class Linear : public Layer {
 public:
  Linear(const BuildContext& context, int64_t in_features, int64_t out_features, bool bias = true);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  Tensor weight_;
  Tensor bias_;
};

}  // namespace slipway::model
