// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"
#include "model/layer/se_layer.h"

namespace slipway::model {

/// What the residual blocks of the ResNet family have in common.
struct ResidualSize {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t middle_channels = 0;
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t groups = 1;
  bool caffe_style = false;  ///< the stride sits in the first convolution of a bottleneck, not in its second
  int64_t se_ratio = 0;      ///< 0: no squeeze-and-excitation
};

/// BasicBlock (two convolutions) and Bottleneck (three) of ResNet, ResNeXt, SEResNet, SEResNeXt.
/// Keys `conv1.*`, `bn1.*`, `conv2.*`, `bn2.*`, [`conv3.*`, `bn3.*`,] (or `gn1.*`, ...) `downsample.*`, [`se_layer.*`].
class ResidualBlock : public Layer {
 public:
  /// @param downsample what the shortcut runs through; null for nothing
  ResidualBlock(const BuildContext& context, bool bottleneck, const ResidualSize& size, const NormSpec& norm,
                std::shared_ptr<Layer> downsample);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  void add_conv(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size,
                const NormSpec& norm);

  std::vector<std::pair<const Conv2d*, const Layer*>> convs_;
  const Layer* downsample_ = nullptr;
  const SeLayer* se_ = nullptr;
};

}  // namespace slipway::model
