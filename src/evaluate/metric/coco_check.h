// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/coco_eval.h"

namespace slipway::evaluate {

/// An annotation without what an evaluation reads of it.
struct CocoProblem {
  size_t annotation = 0;  ///< position in CocoTruth::annotations
  std::string text;       ///< "annotations[3] (id 7): has no 'keypoints'"
};

/// Looks through the annotations of images and categories of the file, before anything is computed; others are not
/// evaluated. @param is_detected whether there are detections of this category in this image: without any, overlaps are
/// not computed, and what only they need may be missing
std::vector<CocoProblem> find_problems(const CocoTruth& truth, const CocoParams& params,
                                       const std::function<bool(int64_t image_id, int64_t category_id)>& is_detected);

/// The truth without those annotations. @param bad gets "FILE: annotations[3] (id 7): has no 'keypoints'" for each
std::shared_ptr<const CocoTruth> leave_out(const std::shared_ptr<const CocoTruth>& truth,
                                           const std::vector<CocoProblem>& problems, std::vector<std::string>& bad);

/// "FILE: 3 annotations have values that are NaN or infinite (the first: annotations[3] (id 7), 'area'); ...", "" where
/// there are none. For a warning: the libraries compute with them.
std::string describe_odd_numbers(const std::string& file, const OddNumbers& odd);

}  // namespace slipway::evaluate
