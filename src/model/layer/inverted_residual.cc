// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/inverted_residual.h"

namespace slipway::model {
namespace {

bool keeps_shape(const InvertedResidualSize& size) { return size.stride == 1 && size.in_channels == size.out_channels; }

BlockStyle linear(const BlockStyle& style) { return {.norm = style.norm, .activation = {}, .bias = style.bias}; }

ConvSize middle_conv(const InvertedResidualSize& size, int64_t groups) {
  return {.kernel = size.kernel,
          .stride = size.stride,
          .padding = size.kernel / 2,
          .groups = groups,
          .same_padding = size.same_padding};
}

}  // namespace

InvertedResidual::InvertedResidual(const BuildContext& context, const InvertedResidualSize& size,
                                   const BlockStyle& style)
    : shortcut_(keeps_shape(size)) {
  const int64_t middle = size.mid_channels;
  if (middle != size.in_channels)
    expand_ = &add<ConvModule>("expand_conv", context, size.in_channels, middle, ConvSize{}, style);
  depthwise_ = &add<ConvModule>("depthwise_conv", context, middle, middle, middle_conv(size, middle), style);
  if (size.squeeze) se_ = &add<SeLayer>("se", context, middle, *size.squeeze);
  linear_ = &add<ConvModule>("linear_conv", context, middle, size.out_channels, ConvSize{}, linear(style));
}

Tensor InvertedResidual::forward(const Tensor& x) const {
  Tensor result = (*depthwise_)(expand_ != nullptr ? (*expand_)(x) : x);
  if (se_ != nullptr) result = (*se_)(result);
  result = (*linear_)(result);
  return shortcut_ ? x + result : result;
}

EdgeResidual::EdgeResidual(const BuildContext& context, const InvertedResidualSize& size, const BlockStyle& style,
                           bool shortcut)
    : shortcut_(shortcut && keeps_shape(size)) {
  conv1_ = &add<ConvModule>("conv1", context, size.in_channels, size.mid_channels, middle_conv(size, 1), style);
  if (size.squeeze) se_ = &add<SeLayer>("se", context, size.mid_channels, *size.squeeze);
  conv2_ = &add<ConvModule>("conv2", context, size.mid_channels, size.out_channels, ConvSize{}, linear(style));
}

Tensor EdgeResidual::forward(const Tensor& x) const {
  Tensor result = (*conv1_)(x);
  if (se_ != nullptr) result = (*se_)(result);
  result = (*conv2_)(result);
  return shortcut_ ? x + result : result;
}

}  // namespace slipway::model
