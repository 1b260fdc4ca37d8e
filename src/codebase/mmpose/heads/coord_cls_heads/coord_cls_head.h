// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "codebase/mmpose/heads/topdown_head.h"
#include "codebase/mmpose/utils/rtmcc_block.h"

namespace slipway::model {

/// What heads that classify each axis have in common. Outputs simcc_x f32[B,K,W·ratio], simcc_y f32[B,K,H·ratio].
class CoordClsHead : public TopdownHead {
 public:
  std::string_view form() const override { return "simcc"; }
  Tensors deploy(const Tensors& features) const override {
    return hooked("forward", features, [&] { return layer_outputs(features); });
  }
  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t, int64_t) const override {
    return {{"simcc_x", {batch, out_channels_, width_bins_}}, {"simcc_y", {batch, out_channels_, height_bins_}}};
  }

  Tensors merge_flipped(const Tensors& raw, const Tensors& flipped,
                        const std::vector<int64_t>& flip_indices) const override;

 protected:
  CoordClsHead(Args& args, const BuildContext& context);

  /// A feature map of the size that the head was made for (`factor` times `in_featuremap_size`), flattened.
  /// Errors: another size; the message says which input it takes.
  Tensor flatten(const Tensor& feature, int64_t factor = 1) const;

  int64_t in_channels_, out_channels_;
  int64_t width_bins_ = 0, height_bins_ = 0;
  int64_t area_ = 0;  ///< of `in_featuremap_size`
  int64_t kernel_;    ///< of the last convolution

 private:
  std::array<int64_t, 2> input_size_{}, map_size_{};  // w,h
};

}  // namespace slipway::model
