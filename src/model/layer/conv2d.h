// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/layer/layer.h"

namespace slipway::model {

/// A size along both axes; one number means both.
struct Size2d {
  constexpr Size2d(int64_t both) : h(both), w(both) {}  // NOLINT: 3 is a size
  constexpr Size2d(int64_t height, int64_t width) : h(height), w(width) {}
  int64_t h, w;

  std::vector<int64_t> list() const { return {h, w}; }
};

/// Sizes of a convolution.
struct ConvSize {
  Size2d kernel = 1;
  Size2d stride = 1;
  Size2d padding = 0;
  Size2d dilation = 1;
  int64_t groups = 1;
  /// mmcv's Conv2dAdaptivePadding, TensorFlow's "same": padded at run time so that the output has ceil(size / stride)
  /// places, the odd pixel at the end; `padding` is not looked at. Captured, the padding is that of sizes a whole
  /// number of strides away.
  bool same_padding = false;
};

/// nn.Conv2d, and mmcv's Conv2dAdaptivePadding: keys `weight`, `bias`.
class Conv2d : public Layer {
 public:
  Conv2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size,
         bool bias = true);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  ConvSize size_;
  Tensor weight_;
  Tensor bias_;
};

/// nn.ConvTranspose2d (mmcv's "deconv"): keys `weight`, `bias`.
class ConvTranspose2d : public Layer {
 public:
  /// @param output_padding added to one side of the result
  ConvTranspose2d(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size,
                  Size2d output_padding = 0, bool bias = true);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  ConvSize size_;
  Size2d output_padding_;
  Tensor weight_;
  Tensor bias_;
};

}  // namespace slipway::model
