// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/layer/conv_module.h"
#include "model/layer/se_layer.h"

namespace slipway::model {

/// Sizes of the blocks of mobile networks.
struct InvertedResidualSize {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t mid_channels = 0;
  int64_t kernel = 3;
  int64_t stride = 1;
  bool same_padding = false;
  std::optional<SqueezeSpec> squeeze{};
};

/// mmpretrain's InvertedResidual: wide between two narrow ends. Keys [`expand_conv.*`,] `depthwise_conv.*`, [`se.*`,]
/// `linear_conv.*`.
class InvertedResidual : public Layer {
 public:
  /// @param style of the convolutions but the last, which is not activated
  InvertedResidual(const BuildContext& context, const InvertedResidualSize& size, const BlockStyle& style);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  bool shortcut_;
  const ConvModule* expand_ = nullptr;
  const ConvModule* depthwise_ = nullptr;
  const SeLayer* se_ = nullptr;
  const ConvModule* linear_ = nullptr;
};

/// EdgeResidual (FusedMBConv): one full convolution in place of the first two. Keys `conv1.*`, [`se.*`,] `conv2.*`.
class EdgeResidual : public Layer {
 public:
  /// @param shortcut whether the input is added where the shapes allow it
  EdgeResidual(const BuildContext& context, const InvertedResidualSize& size, const BlockStyle& style,
               bool shortcut = true);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  bool shortcut_;
  const ConvModule* conv1_ = nullptr;
  const SeLayer* se_ = nullptr;
  const ConvModule* conv2_ = nullptr;
};

}  // namespace slipway::model
