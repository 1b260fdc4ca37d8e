// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// nn.AdaptiveAvgPool2d and a 1×1 ConvModule. Keys `1.*`.
class PooledConv : public Sequence {
 public:
  /// @param places along each axis that are left
  PooledConv(const BuildContext& context, int64_t places, int64_t in_channels, int64_t out_channels,
             const BlockStyle& style) {
    append<Pool>(places);
    append<ConvModule>(context, in_channels, out_channels, ConvSize{}, style);
  }

 private:
  class Pool : public Layer {
   public:
    explicit Pool(int64_t places) : places_(places) {}

   protected:
    Tensor forward(const Tensor& x) const override { return at::adaptive_avg_pool2d(x, {places_, places_}); }

   private:
    int64_t places_;
  };
};

}  // namespace slipway::model
