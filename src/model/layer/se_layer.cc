// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/se_layer.h"

#include <algorithm>

#include "base/error.h"

namespace slipway::model {
namespace {

/// The multiple of 8 that is nearest to `channels / ratio`, but no more than a tenth below it.
int64_t squeezed(int64_t all_channels, int64_t ratio) {
  if (ratio <= 0) fail("se_ratio must be positive, not {}", ratio);
  const int64_t channels = all_channels / ratio;
  constexpr int64_t kDivisor = 8;
  const int64_t nearest = std::max(kDivisor, (channels + kDivisor / 2) / kDivisor * kDivisor);
  return static_cast<double>(nearest) < 0.9 * static_cast<double>(channels) ? nearest + kDivisor : nearest;
}

}  // namespace

SeLayer::SeLayer(const BuildContext& context, int64_t channels, int64_t ratio)
    : conv1_(add<ConvModule>("conv1", context, channels, squeezed(channels, ratio), ConvSize{},
                             BlockStyle{.activation = activation("ReLU")})),
      conv2_(add<ConvModule>("conv2", context, squeezed(channels, ratio), channels, ConvSize{},
                             BlockStyle{.activation = activation("Sigmoid")})) {}

Tensor SeLayer::forward(const Tensor& x) const { return x * conv2_(conv1_(at::adaptive_avg_pool2d(x, {1, 1}))); }

}  // namespace slipway::model
