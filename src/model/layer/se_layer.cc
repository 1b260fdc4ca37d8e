// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/se_layer.h"

#include "base/error.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

int64_t squeezed(int64_t channels, int64_t ratio) {
  if (ratio <= 0) fail("se_ratio must be positive, not {}", ratio);
  return make_divisible(static_cast<double>(channels / ratio), 8);
}

}  // namespace

SeLayer::SeLayer(const BuildContext& context, int64_t channels, const SqueezeSpec& spec)
    : conv1_(
          add<ConvModule>("conv1", context, channels, spec.channels, ConvSize{}, BlockStyle{.activation = spec.first})),
      conv2_(add<ConvModule>("conv2", context, spec.channels, channels, ConvSize{},
                             BlockStyle{.activation = spec.second})) {}

SeLayer::SeLayer(const BuildContext& context, int64_t channels, int64_t ratio)
    : SeLayer(context, channels, SqueezeSpec{.channels = squeezed(channels, ratio)}) {}

Tensor SeLayer::forward(const Tensor& x) const { return x * conv2_(conv1_(at::adaptive_avg_pool2d(x, {1, 1}))); }

}  // namespace slipway::model
