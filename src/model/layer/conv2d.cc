// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/conv2d.h"

#include "model/layer/parameter.h"

namespace slipway::model {

Conv2d::Conv2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size, bool bias)
    : size_(size) {
  if (in_channels <= 0 || out_channels <= 0 || size.groups <= 0 || in_channels % size.groups != 0 ||
      out_channels % size.groups != 0)
    fail("a convolution of {} to {} channels in {} groups is not possible; check the width and the number of channels",
         in_channels, out_channels, size.groups);
  weight_ =
      register_parameter("weight", zeros({out_channels, in_channels / size.groups, size.kernel, size.kernel}, context),
                         /*requires_grad=*/false);
  if (bias) bias_ = register_parameter("bias", zeros({out_channels}, context), /*requires_grad=*/false);
}

at::Tensor Conv2d::forward(const at::Tensor& x) const {
  return at::conv2d(x, weight_, bias_, {size_.stride, size_.stride}, {size_.padding, size_.padding},
                    {size_.dilation, size_.dilation}, size_.groups);
}

}  // namespace slipway::model
