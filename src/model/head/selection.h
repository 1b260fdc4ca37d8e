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

/// What multiclass_nms() keeps of each image, best first. N = keep_top_k, or the number of candidates where that is
/// smaller and fixed. Rows beyond an image's own are zero in `dets`, and -1 in `labels` and `index`.
struct Kept {
  Tensor dets;    ///< f32[B,N,5] x1,y1,x2,y2,score
  Tensor labels;  ///< i64[B,N]
  Tensor index;   ///< i64[B,N] which of the P boxes each row is: what to gather keypoints or masks by
  /// Rows f32[B,P,D] of the boxes that were kept, f32[B,N,D], zero beyond an image's own.
  Tensor take(const Tensor& rows) const;
};

/// Non-maximum suppression for rewriters, by operators that every backend has which chooses detections itself: class
/// by class, or over all classes (how.class_agnostic); equal at every batch size. Boxes with a NaN, and scores that are
/// NaN, take no part. Of equal scores the first box comes first, of one box the first class; where a runtime orders
/// equal scores otherwise, other rows of the same scores are kept. @param boxes f32[B,P,4] x1,y1,x2,y2, in any one
/// frame @param scores f32[B,P,C], above 0 where they mean something Errors: slipway::Error for boxes with an angle
/// (f32[B,P,5]), and for what are no boxes and scores of one number.
Kept multiclass_nms(const Tensor& boxes, const Tensor& scores, const task::PostProcessing& how);

/// f32[4]: width, height, width, height, made of the sizes themselves, so that it follows them where they are dynamic.
Tensor frame_limits(int64_t width, int64_t height, const at::TensorOptions& options);

/// rows f32[B,P,C] at index i64[B,N] -> f32[B,N,C]
Tensor take_rows(const Tensor& rows, const Tensor& index);

}  // namespace slipway::model
