// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Stem of YOLOX: every second pixel, four times, becomes four times the channels. Keys `conv.*`.
class Focus : public Layer {
 public:
  /// The names of this type in the libraries that have one of their own.
  static constexpr const char* kMmdet = "mmdet.models.backbones.csp_darknet.Focus";
  static constexpr const char* kMmpose = "mmpose.models.backbones.csp_darknet.Focus";

  /// @param dotted_name which library's it is, one of the above
  Focus(const BuildContext& context, const std::string& dotted_name, int64_t out_channels, const BlockStyle& style);
  /// What follows the rearranged pixels. @param depth f32[B,12,H/2,W/2]: rows 0, then rows 1 of the even columns, then
  /// the same of the odd ones, three channels each
  Tensor convolve(const Tensor& depth) const { return conv_(depth); }

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  const ConvModule& conv_;
};

}  // namespace slipway::model
