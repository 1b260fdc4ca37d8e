// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/residual_block.h"

namespace slipway::model {

/// SCBottleneck of SCNet: half of the channels through a plain convolution, half through one that a smaller map of its
/// own input weighs. Keys `conv1.*`, `bn1.*`, `k1.*`, `conv2.*`, `bn2.*`, `scconv.{k2,k3,k4}.*`, `conv3.*`, `bn3.*`,
/// `downsample.*`.
class ScBottleneck : public Layer {
 public:
  ScBottleneck(const BuildContext& context, const ResidualSize& size, const NormSpec& norm,
               std::shared_ptr<Layer> downsample);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  class Calibrated;
  /// A 1x1 convolution and its normalisation, under the names `convN` and `bnN`.
  std::function<Tensor(const Tensor&)> add_pair(const BuildContext& context, int number, int64_t in_channels,
                                                int64_t out_channels, const NormSpec& norm);

  std::function<Tensor(const Tensor&)> first_, second_, third_;
  const Layer* plain_;
  const Layer* calibrated_;
  const Layer* downsample_ = nullptr;
};

}  // namespace slipway::model
