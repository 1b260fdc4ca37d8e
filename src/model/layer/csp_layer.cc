// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/csp_layer.h"

namespace slipway::model {

DarknetBottleneck::DarknetBottleneck(const BuildContext& context, int64_t channels, bool add_identity, bool depthwise,
                                     const BlockStyle& style)
    : add_identity_(add_identity) {
  conv1_ = add_layer(*this, "conv1", std::make_shared<ConvModule>(context, channels, channels, ConvSize{}, style));
  conv2_ =
      add_layer(*this, "conv2",
                make_conv(depthwise, context, channels, channels, {.kernel = 3, .stride = 1, .padding = 1}, style));
}

at::Tensor DarknetBottleneck::forward(const at::Tensor& x) const {
  at::Tensor result = (*conv2_)((*conv1_)(x));
  return add_identity_ ? at::add(result, x) : result;
}

CspLayer::CspLayer(const BuildContext& context, const CspSize& size, const BlockStyle& style) {
  const int64_t middle = size.out_channels / 2;
  const auto pointwise = [&](const char* name, int64_t in_channels, int64_t out_channels) {
    return add_layer(*this, name, std::make_shared<ConvModule>(context, in_channels, out_channels, ConvSize{}, style));
  };
  main_ = pointwise("main_conv", size.in_channels, middle);
  short_ = pointwise("short_conv", size.in_channels, middle);
  final_ = pointwise("final_conv", 2 * middle, size.out_channels);
  blocks_ = add_layer(*this, "blocks", std::make_shared<Sequence>());
  for (int64_t i = 0; i < size.num_blocks; ++i)
    blocks_->append(std::make_shared<DarknetBottleneck>(context, middle, size.add_identity, size.depthwise, style));
}

at::Tensor CspLayer::forward(const at::Tensor& x) const {
  const at::Tensor shortcut = (*short_)(x);
  const at::Tensor main = (*blocks_)((*main_)(x));
  return (*final_)(at::cat({main, shortcut}, 1));
}

}  // namespace slipway::model
