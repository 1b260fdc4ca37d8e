// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/spp_bottleneck.h"

namespace slipway::model {
namespace {

at::Tensor pool(const at::Tensor& x, int64_t kernel) {
  return at::max_pool2d(x, {kernel, kernel}, {1, 1}, {kernel / 2, kernel / 2});
}

}  // namespace

SppBottleneck::SppBottleneck(const BuildContext& context, int64_t channels, std::vector<int64_t> kernels, bool chained,
                             const BlockStyle& style)
    : kernels_(std::move(kernels)), chained_(chained) {
  const int64_t middle = channels / 2;
  const int64_t branches = chained_ ? 4 : static_cast<int64_t>(kernels_.size()) + 1;
  conv1_ = add_layer(*this, "conv1", std::make_shared<ConvModule>(context, channels, middle, ConvSize{}, style));
  conv2_ =
      add_layer(*this, "conv2", std::make_shared<ConvModule>(context, middle * branches, channels, ConvSize{}, style));
}

at::Tensor SppBottleneck::forward(const at::Tensor& x) const {
  std::vector<at::Tensor> branches{(*conv1_)(x)};
  if (chained_) {
    for (int i = 0; i < 3; ++i) branches.push_back(pool(branches.back(), kernels_.front()));
  } else {
    for (int64_t kernel : kernels_) branches.push_back(pool(branches.front(), kernel));
  }
  return (*conv2_)(at::cat(branches, 1));
}

}  // namespace slipway::model
