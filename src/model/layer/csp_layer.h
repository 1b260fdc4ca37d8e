// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// The residual block of Darknet (1×1, then 3×3) and that of CSPNeXt (3×3, then 5×5 depthwise-separable). Keys
/// `conv1.*`, `conv2.*`.
class CspBlock : public Layer {
 public:
  /// @param cspnext CSPNeXt's block
  /// @param depthwise the 3×3 convolution is depthwise-separable
  CspBlock(const BuildContext& context, int64_t channels, bool add_identity, bool cspnext, bool depthwise,
           const BlockStyle& style);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  bool add_identity_;
  const Layer& conv1_;
  const Layer& conv2_;
};

/// Weighs channels by what they hold on the average. Keys `fc.*`.
class ChannelAttention : public Layer {
 public:
  ChannelAttention(const BuildContext& context, int64_t channels);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  const Conv2d& fc_;
};

struct CspSize {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t num_blocks = 1;
  bool add_identity = true;
};

/// What a CSP layer is made of.
struct CspKind {
  bool cspnext = false;    ///< blocks are CSPNeXt's, else Darknet's
  bool depthwise = false;  ///< in the blocks
  bool attention = false;
  double expand_ratio = 0.5;  ///< channels of each of its two ways / out_channels
};

/// Cross-stage partial layer of mmdet and mmpose. Keys `main_conv.*`, `short_conv.*`, `final_conv.*`, `blocks.I.*`,
/// `attention.*`.
class CspLayer : public Layer {
 public:
  CspLayer(const BuildContext& context, const CspSize& size, const CspKind& kind, const BlockStyle& style);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  const ConvModule& main_;
  const ConvModule& short_;
  const ConvModule& final_;
  Sequence& blocks_;
  const ChannelAttention* attention_ = nullptr;
};

}  // namespace slipway::model
