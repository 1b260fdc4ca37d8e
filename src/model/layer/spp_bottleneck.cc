// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/spp_bottleneck.h"

namespace slipway::model {
namespace {

Tensor pool(const Tensor& x, int64_t kernel) {
  return at::max_pool2d(x, {kernel, kernel}, {1, 1}, {kernel / 2, kernel / 2});
}

}  // namespace

SppBottleneck::SppBottleneck(const BuildContext& context, int64_t channels, std::vector<int64_t> kernels, bool chained,
                             const BlockStyle& style)
    : kernels_(std::move(kernels)),
      chained_(chained),
      conv1_(add<ConvModule>("conv1", context, channels, channels / 2, ConvSize{}, style)),
      conv2_(add<ConvModule>("conv2", context,
                             channels / 2 * (chained_ ? 4 : static_cast<int64_t>(kernels_.size()) + 1), channels,
                             ConvSize{}, style)) {}

Tensor SppBottleneck::forward(const Tensor& x) const {
  std::vector<Tensor> branches{conv1_(x)};
  if (chained_) {
    for (int i = 0; i < 3; ++i) branches.push_back(pool(branches.back(), kernels_.front()));
  } else {
    for (int64_t kernel : kernels_) branches.push_back(pool(branches.front(), kernel));
  }
  return conv2_(at::cat(branches, 1));
}

}  // namespace slipway::model
