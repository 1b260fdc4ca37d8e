// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// How a squeeze-and-excitation narrows, and its two activations.
struct SqueezeSpec {
  int64_t channels = 0;  ///< between its two convolutions
  Activation first = activation("ReLU");
  Activation second = activation("Sigmoid");
};

/// Squeeze-and-excitation of mmpretrain. Keys `conv1.conv.*`, `conv2.conv.*`.
class SeLayer : public Layer {
 public:
  SeLayer(const BuildContext& context, int64_t channels, const SqueezeSpec& spec);
  /// Narrows by `ratio`, to a multiple of 8.
  SeLayer(const BuildContext& context, int64_t channels, int64_t ratio);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  const ConvModule& conv1_;
  const ConvModule& conv2_;
};

}  // namespace slipway::model
