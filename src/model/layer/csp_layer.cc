// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/csp_layer.h"

#include "model/numbers.h"

namespace slipway::model {
namespace {

const ConvSize kOne{};
const ConvSize kThree{.kernel = 3, .padding = 1};
const ConvSize kFive{.kernel = 5, .padding = 2};

}  // namespace

CspBlock::CspBlock(const BuildContext& context, int64_t channels, bool add_identity, bool cspnext, bool depthwise,
                   const BlockStyle& style)
    : add_identity_(add_identity),
      conv1_(
          adopt("conv1", make_conv(cspnext && depthwise, context, channels, channels, cspnext ? kThree : kOne, style))),
      conv2_(adopt("conv2",
                   make_conv(cspnext || depthwise, context, channels, channels, cspnext ? kFive : kThree, style))) {}

Tensor CspBlock::forward(const Tensor& x) const {
  const Tensor result = conv2_(conv1_(x));
  return add_identity_ ? result + x : result;
}

ChannelAttention::ChannelAttention(const BuildContext& context, int64_t channels)
    : fc_(add<Conv2d>("fc", context, channels, channels, kOne)) {}

Tensor ChannelAttention::forward(const Tensor& x) const {
  return x * at::hardsigmoid(fc_(at::adaptive_avg_pool2d(x, {1, 1})));
}

CspLayer::CspLayer(const BuildContext& context, const CspSize& size, const CspKind& kind, const BlockStyle& style)
    : main_(add<ConvModule>("main_conv", context, size.in_channels, scaled(size.out_channels, kind.expand_ratio), kOne,
                            style)),
      short_(add<ConvModule>("short_conv", context, size.in_channels, scaled(size.out_channels, kind.expand_ratio),
                             kOne, style)),
      final_(add<ConvModule>("final_conv", context, 2 * scaled(size.out_channels, kind.expand_ratio), size.out_channels,
                             kOne, style)),
      blocks_(add<Sequence>("blocks")) {
  const int64_t middle = scaled(size.out_channels, kind.expand_ratio);
  for (int64_t i = 0; i < size.num_blocks; ++i)
    blocks_.append<CspBlock>(context, middle, size.add_identity, kind.cspnext, kind.depthwise, style);
  if (kind.attention) attention_ = &add<ChannelAttention>("attention", context, 2 * middle);
}

Tensor CspLayer::forward(const Tensor& x) const {
  const Tensor shortcut = short_(x);
  const Tensor both = at::cat({blocks_(main_(x)), shortcut}, 1);
  return final_(attention_ != nullptr ? (*attention_)(both) : both);
}

}  // namespace slipway::model
