// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/se_layer.h"

#include <algorithm>

namespace slipway::model {
namespace {

/// The multiple of 8 that is nearest to `channels`, but no more than a tenth below it.
int64_t squeezed(int64_t channels) {
  constexpr int64_t kDivisor = 8;
  const int64_t nearest = std::max(kDivisor, (channels + kDivisor / 2) / kDivisor * kDivisor);
  return static_cast<double>(nearest) < 0.9 * static_cast<double>(channels) ? nearest + kDivisor : nearest;
}

}  // namespace

SeLayer::SeLayer(const BuildContext& context, int64_t channels, int64_t ratio) {
  if (ratio <= 0) fail("se_ratio must be positive, not {}", ratio);
  const int64_t middle = squeezed(channels / ratio);
  const auto conv = [&](const char* name, int64_t in_channels, int64_t out_channels, const char* act) {
    const BlockStyle style{.norm = std::nullopt, .activation = activation(act), .bias = std::nullopt};
    return add_layer(*this, name, std::make_shared<ConvModule>(context, in_channels, out_channels, ConvSize{}, style));
  };
  conv1_ = conv("conv1", channels, middle, "ReLU");
  conv2_ = conv("conv2", middle, channels, "Sigmoid");
}

at::Tensor SeLayer::forward(const at::Tensor& x) const {
  const at::Tensor pooled = at::adaptive_avg_pool2d(x, {1, 1});
  return at::mul(x, (*conv2_)((*conv1_)(pooled)));
}

}  // namespace slipway::model
