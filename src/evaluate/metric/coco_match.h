// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "evaluate/metric/coco_eval.h"

namespace slipway::evaluate {

/// Best first, as numpy sorts negated scores: NaN comes last.
inline bool scores_higher(double a, double b) { return a > b || (std::isnan(b) && !std::isnan(a)); }

/// What became of one detection: one bit per threshold.
struct Verdict {
  uint32_t found = 0;    ///< it matched an annotation
  uint32_t ignored = 0;  ///< it counts neither for nor against
};

/// All detections of one category, image by image in ascending order of their ids, best first within an image.
struct CategoryMatches {
  std::vector<double> scores;                  ///< [D]
  std::vector<uint32_t> ranks;                 ///< [D], position within the image, from 0
  std::vector<std::vector<Verdict>> verdicts;  ///< [A][D]
  std::vector<int64_t> to_find;                ///< [A], annotations that are not ignored
};

/// Matches detections and annotations of one image and one category at every threshold and area range.
class ImageMatcher {
 public:
  ImageMatcher(const CocoTruth& truth, const CocoResults& results, const CocoParams& params);

  /// @param annotations indices into truth.annotations, in the libraries' order
  /// @param detections  indices into results.detections, in the order of the results
  void match(std::span<const uint32_t> annotations, std::span<const uint32_t> detections, CategoryMatches& out);

 private:
  void overlaps(std::span<const uint32_t> annotations);
  void box_overlaps(const CocoAnnotation& annotation, size_t column, size_t columns);
  void keypoint_overlaps(const CocoAnnotation& annotation, size_t column, size_t columns);
  double area_in_ranges(const CocoAnnotation& annotation) const;
  double detection_area(uint32_t index) const;
  double box_area(const CocoAnnotation& annotation, const char* what) const;
  /// "gt.json: annotation 12", "dt.json: results[3]" for messages
  std::string name(const CocoAnnotation& annotation) const;
  std::string name(uint32_t detection) const;
  bool ignored(const CocoAnnotation& annotation) const;
  void match_in_range(const AreaRange& range, std::span<const uint32_t> annotations, std::vector<Verdict>& verdicts,
                      int64_t& to_find);

  const CocoTruth& truth_;
  const CocoResults& results_;
  const CocoParams& params_;
  bool areas_from_boxes_;           // of detections: the first one has a box
  std::vector<double> thresholds_;  // as a match must reach them
  // Of the current image; kept to spare allocations.
  std::vector<uint32_t> detections_;  // best first, cut to the largest of max_dets
  std::vector<double> overlaps_;      // [detections, annotations]
  std::vector<double> exponents_;
  std::vector<uint32_t> order_;  // of annotations: ignored ones last
  std::vector<char> ignored_;    // by order
  std::vector<char> taken_;      // by order
};

}  // namespace slipway::evaluate
