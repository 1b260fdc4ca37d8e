// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Spatial pyramid pooling: SPPBottleneck of mmpose and SPPFBottleneck of mmyolo. Keys `conv1.*`, `conv2.*`.
class SppBottleneck : public Layer {
 public:
  /// @param kernels one pooling per size, side by side
  /// @param chained instead, the one size of `kernels` three times, one after the other
  SppBottleneck(const BuildContext& context, int64_t channels, std::vector<int64_t> kernels, bool chained,
                const BlockStyle& style);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  std::vector<int64_t> kernels_;
  bool chained_;
  const ConvModule& conv1_;
  const ConvModule& conv2_;
};

}  // namespace slipway::model
