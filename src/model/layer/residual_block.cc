// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/residual_block.h"

namespace slipway::model {

ResidualBlock::ResidualBlock(const BuildContext& context, bool bottleneck, const ResidualSize& size,
                             const NormSpec& norm, std::shared_ptr<Layer> downsample) {
  const int64_t middle = size.middle_channels;
  if (bottleneck) {
    const int64_t first_stride = size.caffe_style ? size.stride : 1;
    const int64_t second_stride = size.caffe_style ? 1 : size.stride;
    add_conv(context, size.in_channels, middle, {.kernel = 1, .stride = first_stride}, norm);
    add_conv(context, middle, middle,
             {.kernel = 3,
              .stride = second_stride,
              .padding = size.dilation,
              .dilation = size.dilation,
              .groups = size.groups},
             norm);
    add_conv(context, middle, size.out_channels, {.kernel = 1}, norm);
  } else {
    add_conv(context, size.in_channels, middle,
             {.kernel = 3, .stride = size.stride, .padding = size.dilation, .dilation = size.dilation}, norm);
    add_conv(context, middle, size.out_channels, {.kernel = 3, .padding = 1}, norm);
  }
  if (downsample) downsample_ = &adopt("downsample", std::move(downsample));
  if (size.se_ratio > 0) se_ = &add<SeLayer>("se_layer", context, size.out_channels, size.se_ratio);
}

void ResidualBlock::add_conv(const BuildContext& context, int64_t in_channels, int64_t out_channels,
                             const ConvSize& size, const NormSpec& norm) {
  const std::string number = std::to_string(convs_.size() + 1);
  const Conv2d& conv = add<Conv2d>("conv" + number, context, in_channels, out_channels, size, /*bias=*/false);
  convs_.emplace_back(&conv, &adopt(norm.short_name() + number, make_norm(context, out_channels, norm)));
}

Tensor ResidualBlock::forward(const Tensor& x) const {
  Tensor result = x;
  for (size_t i = 0; i < convs_.size(); ++i) {
    if (i > 0) result = at::relu(result);
    result = (*convs_[i].second)((*convs_[i].first)(result));
  }
  if (se_) result = (*se_)(result);
  const Tensor shortcut = downsample_ ? (*downsample_)(x) : x;
  return at::relu(result + shortcut);
}

}  // namespace slipway::model
