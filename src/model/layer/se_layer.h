// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Squeeze-and-excitation of mmpretrain. Keys `conv1.conv.*`, `conv2.conv.*`.
class SeLayer : public Layer {
 public:
  SeLayer(const BuildContext& context, int64_t channels, int64_t ratio);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  const ConvModule& conv1_;
  const ConvModule& conv2_;
};

}  // namespace slipway::model
