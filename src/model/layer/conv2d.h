// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// Sizes of a convolution; the same along both axes.
struct ConvSize {
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t padding = 0;
  int64_t dilation = 1;
  int64_t groups = 1;
};

/// nn.Conv2d: keys `weight`, `bias`.
class Conv2d : public Layer {
 public:
  Conv2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size, bool bias);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  ConvSize size_;
  at::Tensor weight_;
  at::Tensor bias_;
};

}  // namespace slipway::model
