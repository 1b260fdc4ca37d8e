// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// nn.MaxPool2d.
class MaxPool2d : public Layer {
 public:
  MaxPool2d(int64_t kernel, int64_t stride, int64_t padding) : kernel_(kernel), stride_(stride), padding_(padding) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    return at::max_pool2d(x, {kernel_, kernel_}, {stride_, stride_}, {padding_, padding_});
  }

 private:
  int64_t kernel_, stride_, padding_;
};

/// nn.AvgPool2d(kernel, kernel, ceil_mode=True, count_include_pad=False), which shrinks the shortcut of ResNetV1d.
class CeilAvgPool2d : public Layer {
 public:
  explicit CeilAvgPool2d(int64_t kernel) : kernel_(kernel) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    return at::avg_pool2d(x, {kernel_, kernel_}, {kernel_, kernel_}, {0, 0}, /*ceil_mode=*/true,
                          /*count_include_pad=*/false);
  }

 private:
  int64_t kernel_;
};

}  // namespace slipway::model
