// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/params.h"

namespace slipway::runtime {

/// How the decoder chooses among all candidates of a network whose backend could not.
struct DetectionSelection {
  float score_threshold = 0;  ///< strictly above
  float iou_threshold = 1;    ///< suppressed strictly above
  int64_t pre_top_k = -1;     ///< only so many best candidates enter the suppression; -1 for all
  int64_t max_output = 1;     ///< at most so many survive the suppression
  int64_t keep_top_k = 1;     ///< at most so many are returned

  /// {"score_threshold", "iou_threshold", "pre_top_k", "max_output", "keep_top_k"}
  static DetectionSelection read(Params& params);
};

/// Greedy class-agnostic suppression, in float and in the order of operations of torchvision's and mmpose's.
/// @param dets f32[count,5]: x1,y1,x2,y2 in any one frame, score
/// @return indices of those kept, best first; equal scores in the order of their index. NaN is never kept.
std::vector<size_t> select_detections(const float* dets, size_t count, const DetectionSelection& selection);

}  // namespace slipway::runtime
