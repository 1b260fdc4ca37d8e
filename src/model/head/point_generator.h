// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "model/args.h"
#include "model/model.h"

namespace slipway::model {

/// MlvlPointGenerator of mmpose and mmdet: one point per cell of each feature map.
struct PointGenerator {
  std::vector<std::array<double, 2>> strides;  ///< per level, w and h in input_px
  double offset = 0.5;                         ///< of the first point, in cells
  bool centralize = false;                     ///< points lie at the middle pixel of their cell

  /// Centres of level `level`, row by row: f32[H*W,2], x and y in input_px. H and W are those of `like`, f32[B,C,H,W];
  /// where they are static this folds to a constant.
  at::Tensor points(size_t level, const at::Tensor& like) const;
};

/// Reads a `prior_generator`. Errors: another type than MlvlPointGenerator, another number of levels than `num_levels`.
PointGenerator read_point_generator(const config::Value& config, size_t num_levels);

}  // namespace slipway::model
