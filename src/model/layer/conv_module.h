// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/layer/activation.h"
#include "model/layer/conv2d.h"
#include "model/layer/norm.h"

namespace slipway::model {

/// How the blocks of a network are normalised and activated.
struct BlockStyle {
  std::optional<NormSpec> norm;
  std::optional<Activation> activation;
  /// Whether convolutions have a bias; "auto", the default of mmcv, where there is no value: only without
  /// normalisation.
  std::optional<bool> bias;
};

/// mmcv's ConvModule: convolution, normalisation, activation. Keys `conv.*`, `bn.*`.
class ConvModule : public Layer {
 public:
  ConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size,
             const BlockStyle& style);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<BatchNorm2d> norm_;
  std::optional<Activation> activation_;
};

/// mmcv's DepthwiseSeparableConvModule. Keys `depthwise_conv.*`, `pointwise_conv.*`.
class DepthwiseSeparableConvModule : public Layer {
 public:
  DepthwiseSeparableConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size,
                               const BlockStyle& style);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  std::shared_ptr<ConvModule> depthwise_;
  std::shared_ptr<ConvModule> pointwise_;
};

/// One of the two, as many a `use_depthwise` chooses.
std::shared_ptr<Layer> make_conv(bool depthwise, const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                 ConvSize size, const BlockStyle& style);

/// The entry `conv_bias`: "auto" or a bool.
std::optional<bool> read_conv_bias(Args& args);

}  // namespace slipway::model
