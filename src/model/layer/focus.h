// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Stem of YOLOX: every second pixel, four times, becomes four times the channels. Keys `conv.*`.
class Focus : public Layer {
 public:
  Focus(const BuildContext& context, int64_t out_channels, const BlockStyle& style);

  /// What follows the rearranged pixels. @param depth f32[B,12,H/2,W/2]: rows 0, then rows 1 of the even columns, then
  /// the same of the odd ones, three channels each
  at::Tensor convolve(const at::Tensor& depth) const { return (*conv_)(depth); }

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  std::shared_ptr<ConvModule> conv_;
};

}  // namespace slipway::model
