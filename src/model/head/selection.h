// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/layer/layer.h"
#include "task/post_processing.h"

namespace slipway::model {

/// What a network that has not chosen yet says of an image. B batch, P places of all levels, C classes.
struct Candidates {
  Tensor boxes;                        ///< f32[B,P,4] x1,y1,x2,y2 in input_px
  Tensor scores;                       ///< f32[B,P,C] in [0,1]
  std::vector<int64_t> level_sizes{};  ///< places of each level, in order; used where nms_pre limits them

  /// f32[B,P,4+C]: what a deployed network gives whose backend cannot choose.
  Tensor all() const;
};

/// The best instances of each image, best first. N = keep_top_k, or the number of candidates where that is smaller and
/// fixed. Rows beyond an image's own are all zero, their labels -1.
struct Selected {
  Tensor boxes;   ///< f32[B,N,4], zero in absent rows
  Tensor scores;  ///< f32[B,N]
  Tensor labels;  ///< i64[B,N]
  Tensor place;   ///< i64[B,N] where in P each comes from; any place in absent rows
  Tensor absent;  ///< bool[B,N,1] rows beyond an image's own

  Tensor dets() const;  ///< f32[B,N,5]
  /// Rows f32[B,P,...] at the places chosen, f32[B,N,...], zero in absent rows.
  Tensor take(const Tensor& rows) const;
};

/// What PyTorch's post-processing keeps, at every batch size, as operators that can be exported.
/// @param clamp f32[4], upper limits of x1,y1,x2,y2 to which boxes are clamped (below at 0) after the suppression;
/// undefined: they are not
Selected select(const Candidates& candidates, const task::PostProcessing& how, const Tensor& clamp = {});

/// f32[4]: width, height, width, height, made of the sizes themselves, so that it follows them where they are dynamic.
Tensor frame_limits(int64_t width, int64_t height, const at::TensorOptions& options);

/// rows f32[B,P,C] at index i64[B,N] -> f32[B,N,C]
Tensor take_rows(const Tensor& rows, const Tensor& index);

}  // namespace slipway::model
