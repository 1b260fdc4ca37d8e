// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/conv2d.h"

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

}  // namespace

Conv2d::Conv2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size, bool bias)
    : size_(size) {
  check_channels("a convolution", in_channels, out_channels, size);
  weight_ =
      add_parameter("weight", zeros({out_channels, in_channels / size.groups, size.kernel.h, size.kernel.w}, context));
  if (bias) bias_ = add_parameter("bias", zeros({out_channels}, context));
}

Tensor Conv2d::forward(const Tensor& x) const {
  return at::conv2d(x, weight_, bias_, size_.stride.list(), size_.padding.list(), size_.dilation.list(), size_.groups);
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
