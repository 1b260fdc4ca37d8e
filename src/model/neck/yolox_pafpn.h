// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/csp_layer.h"

namespace slipway::model {

/// Whose neck it is: they are wired alike, but made of other blocks.
enum class PafpnKind {
  kYolox,            ///< YOLOXPAFPN: Darknet's blocks, pointwise convolutions at the end
  kCspNext,          ///< CSPNeXtPAFPN: CSPNeXt's blocks, 3×3 convolutions at the end
  kCspNextOfMmpose,  ///< mmpose's of that name: no convolutions at the end, and any of the maps
};

/// YOLOXPAFPN and CSPNeXtPAFPN, which mmdet and mmpose have alike: top-down, then bottom-up.
/// Keys `reduce_layers.I.*`, `top_down_blocks.I.*`, `downsamples.I.*`, `bottom_up_blocks.I.*`, `out_convs.I.*`.
class YoloxPafpn : public FeatureModule {
 public:
  YoloxPafpn(Args& args, const BuildContext& context, PafpnKind kind);

 protected:
  Tensors forward(const Tensors& inputs) const override;

 private:
  std::vector<int64_t> in_channels_;
  std::vector<size_t> out_indices_;  // empty: all maps
  LayerList &reduce_, &top_down_, &downsample_, &bottom_up_, &out_;
};

/// The last convolutions' size.
ConvSize out_size(PafpnKind kind);
/// The entry `upsample_cfg` of necks: only the nearest neighbour and a factor of 2 are known.
void read_upsample(Args& args);
/// Twice as high and wide, by nearest neighbours.
Tensor upsample_twice(const Tensor& x);
/// Errors where a backbone gives another number of feature maps than `in_channels` has. @param neck whose dotted name
/// it is
void require_maps(const Tensors& inputs, size_t number, const std::string& neck);

}  // namespace slipway::model
