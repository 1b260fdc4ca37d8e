// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/conv2d.h"

#include <algorithm>

#include "base/error.h"
#include "model/layer/parameter.h"

namespace slipway::model {
namespace {

void check_channels(const char* what, int64_t in_channels, int64_t out_channels, const ConvSize& size) {
  if (in_channels <= 0 || out_channels <= 0 || size.groups <= 0 || in_channels % size.groups != 0 ||
      out_channels % size.groups != 0)
    fail("{} of {} to {} channels in {} groups is not possible; check the width and the number of channels", what,
         in_channels, out_channels, size.groups);
}

/// Pixels to pad along one axis in all; TensorFlow's rule.
int64_t same_padding(int64_t size, int64_t kernel, int64_t stride, int64_t dilation) {
  const int64_t places = (size + stride - 1) / stride;
  return std::max<int64_t>(0, (places - 1) * stride + (kernel - 1) * dilation + 1 - size);
}

}  // namespace

Conv2d::Conv2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size, bool bias)
    : size_(size) {
  check_channels("a convolution", in_channels, out_channels, size);
  weight_ =
      add_parameter("weight", zeros({out_channels, in_channels / size.groups, size.kernel.h, size.kernel.w}, context));
  if (bias) bias_ = add_parameter("bias", zeros({out_channels}, context));
}

Tensor Conv2d::forward(const Tensor& x) const {
  Size2d padding = size_.padding;
  Tensor input = x;
  if (size_.same_padding) {
    const int64_t h = same_padding(x.size(2), size_.kernel.h, size_.stride.h, size_.dilation.h);
    const int64_t w = same_padding(x.size(3), size_.kernel.w, size_.stride.w, size_.dilation.w);
    padding = {h / 2, w / 2};
    // What is odd does not fit a convolution's own padding.
    if (h % 2 != 0 || w % 2 != 0) {
      input = at::constant_pad_nd(x, {w / 2, w - w / 2, h / 2, h - h / 2}, 0);
      padding = 0;
    }
  }
  return at::conv2d(input, weight_, bias_, size_.stride.list(), padding.list(), size_.dilation.list(), size_.groups);
}

ConvTranspose2d::ConvTranspose2d(const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                 const ConvSize& size, Size2d output_padding, bool bias)
    : size_(size), output_padding_(output_padding) {
  check_channels("a transposed convolution", in_channels, out_channels, size);
  weight_ =
      add_parameter("weight", zeros({in_channels, out_channels / size.groups, size.kernel.h, size.kernel.w}, context));
  if (bias) bias_ = add_parameter("bias", zeros({out_channels}, context));
}

Tensor ConvTranspose2d::forward(const Tensor& x) const {
  return at::conv_transpose2d(x, weight_, bias_, size_.stride.list(), size_.padding.list(), output_padding_.list(),
                              size_.groups, size_.dilation.list());
}

}  // namespace slipway::model
