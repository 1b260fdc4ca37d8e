// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// COCO's evaluation of boxes and keypoints: the numbers of pycocotools and xtcocotools.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {

enum class CocoKind { kBbox, kKeypoints, kKeypointsCrowd };

/// The two libraries differ in what they ignore:
///   pycocotools    people whose num_keypoints is 0; an annotation with id 0 never counts as found; needs 'area'
///   xtcocotools    people without a labelled keypoint, whatever num_keypoints says; detections all of whose keypoint
///                  scores are <= 0; annotations with a negative id never count as found; without 'area' (or
///                  use_area = false) a person covers 0.53 of its box
enum class CocoRules { kPycocotools, kXtcocotools };

struct AreaRange {
  std::string name;  ///< "all", "small", "medium", "large"
  double low = 0;    ///< px^2, inclusive
  double high = 0;   ///< px^2, inclusive
};

struct CocoParams {
  CocoKind kind = CocoKind::kBbox;
  CocoRules rules = CocoRules::kPycocotools;
  /// Keypoints that the area of a detection without a box is around, the first ones; 0: all.
  size_t area_keypoints = 0;
  bool use_area = true;            ///< false: areas are 0.53 of the box (xtcocotools only)
  std::vector<double> variances;   ///< [K], keypoints: (2*sigma)^2
  std::vector<double> thresholds;  ///< [T], of IoU or OKS, at most 32
  std::vector<double> recalls;     ///< [R], at which precision is read; ascending
  std::vector<AreaRange> areas;    ///< [A]
  std::vector<int64_t> max_dets;   ///< [M], detections per image and category; ascending
  /// Only these images count. Absent: all of the ground truth.
  std::optional<std::vector<int64_t>> images;
  /// Only these categories count. Absent: all of the ground truth.
  std::optional<std::vector<int64_t>> categories;
};

/// The parameters that the libraries start with; for keypoints with COCO's 17 sigmas.
CocoParams coco_params(CocoKind kind, CocoRules rules);
/// Of COCO's 17 keypoints.
const std::vector<double>& coco_sigmas();
/// (2*sigma)^2. Errors: slipway::Error for a sigma that is not positive.
std::vector<double> variances_of(std::span<const double> sigmas);

/// Precision and recall for every setting; -1 where the ground truth has nothing to find.
struct CocoEvaluation {
  CocoParams params;
  std::vector<int64_t> category_ids;        ///< [C], ascending
  std::vector<std::string> category_names;  ///< [C]
  std::vector<double> precision;            ///< [T,R,C,A,M]
  std::vector<double> recall;               ///< [T,C,A,M]

  double& precision_at(size_t t, size_t r, size_t c, size_t a, size_t m) {
    return precision[(((t * params.recalls.size() + r) * category_ids.size() + c) * params.areas.size() + a) *
                         params.max_dets.size() +
                     m];
  }
  double& recall_at(size_t t, size_t c, size_t a, size_t m) {
    return recall[((t * category_ids.size() + c) * params.areas.size() + a) * params.max_dets.size() + m];
  }
  double precision_at(size_t t, size_t r, size_t c, size_t a, size_t m) const {
    return const_cast<CocoEvaluation*>(this)->precision_at(t, r, c, a, m);
  }
  double recall_at(size_t t, size_t c, size_t a, size_t m) const {
    return const_cast<CocoEvaluation*>(this)->recall_at(t, c, a, m);
  }
};

/// Errors: slipway::Error where results are of images that the ground truth does not have, or an annotation or a
/// detection lacks what is needed ('area', 'keypoints', ...).
CocoEvaluation evaluate_coco(const CocoTruth& truth, const CocoResults& results, const CocoParams& params);

}  // namespace slipway::evaluate
