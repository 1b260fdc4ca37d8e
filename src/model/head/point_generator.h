// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "model/args.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// MlvlPointGenerator of mmpose and mmdet: one point per cell of each feature map.
struct PointGenerator {
  std::vector<std::array<double, 2>> strides{};  ///< per level, w and h in input_px
  double offset = 0.5;                         ///< of the first point, in cells
  bool centralize = false;                     ///< points lie at the middle pixel of their cell

  /// Centres of level `level`, row by row: f32[H*W,2], x and y in input_px. H and W are those of `like`, f32[B,C,H,W];
  /// where they are static this folds to a constant.
  ///
  /// For a backend that cannot compute from sizes, where these vary, they are counted off `like` itself and come as
  /// f32[1,H*W,2]; so do those of column().
  Tensor points(size_t level, const Tensor& like) const;
  /// Size of the network's input twice (w, h, w, h), which the finest level covers exactly: f32[4], or f32[1,1,4] where
  /// it is counted.
  Tensor frame(const Tensor& finest) const;
};

/// The same value for each cell of `like`: f32[H*W,1].
Tensor column(double value, const Tensor& like);

/// Reads a `prior_generator`. Errors: another type than MlvlPointGenerator, another number of levels than `num_levels`
/// (0: any number).
PointGenerator read_point_generator(const config::Value& config, size_t num_levels = 0);

}  // namespace slipway::model
