// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "model/layer/activation.h"
#include "model/layer/conv2d.h"
#include "model/layer/norm.h"

namespace slipway::model {

/// How the blocks of a network are normalised and activated.
struct BlockStyle {
  std::optional<NormSpec> norm{};
  std::optional<Activation> activation{};
  /// Whether convolutions have a bias; "auto", the default of mmcv, where there is no value: only without
  /// normalisation.
  std::optional<bool> bias{};
};

/// mmcv's ConvModule: convolution, normalisation, activation. Keys `conv.*`, `bn.*` (or `gn.*`, `ln.*`, `in.*`), and
/// `activate.*` where the activation has weights.
class ConvModule : public Layer {
 public:
  ConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size,
             const BlockStyle& style);
  /// The same with a convolution that is there already (one that several modules share).
  ConvModule(const BuildContext& context, std::shared_ptr<Layer> conv, int64_t out_channels, const BlockStyle& style);

  const std::shared_ptr<Layer>& conv() const { return conv_; }

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  std::shared_ptr<Layer> conv_;
  const Layer* norm_ = nullptr;
  const Layer* prelu_ = nullptr;
  std::optional<Activation> activation_;
};

/// mmcv's DepthwiseSeparableConvModule. Keys `depthwise_conv.*`, `pointwise_conv.*`.
class DepthwiseSeparableConvModule : public Layer {
 public:
  DepthwiseSeparableConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size,
                               const BlockStyle& style);

 protected:
  Tensor forward(const Tensor& x) const override { return pointwise_(depthwise_(x)); }

 private:
  const ConvModule& depthwise_;
  const ConvModule& pointwise_;
};

/// One of the two, as many a `use_depthwise` chooses.
std::shared_ptr<Layer> make_conv(bool depthwise, const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                 const ConvSize& size, const BlockStyle& style);

/// The entry `conv_bias`: "auto" or a bool.
std::optional<bool> read_conv_bias(Args& args);

}  // namespace slipway::model
