// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "evaluate/metric/numpy_sum.h"

namespace slipway::evaluate {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
/// Part of its box that a person covers where no area is given.
constexpr double kPersonInBox = 0.53;

size_t count_labelled(std::span<const double> keypoints) {
  size_t count = 0;
  for (size_t i = 2; i < keypoints.size(); i += 3) count += keypoints[i] > 0;
  return count;
}

/// As numpy has it: NaN where one of them is.
double largest(double a, double b) { return std::isnan(a) || a > b ? a : b; }

}  // namespace

ImageMatcher::ImageMatcher(const CocoTruth& truth, const CocoResults& results, const CocoParams& params)
    : truth_(truth),
      results_(results),
      params_(params),
      areas_from_boxes_(!results.detections.empty() && results.detections.front().has_bbox) {
  for (double threshold : params.thresholds) thresholds_.push_back(std::min(threshold, 1 - 1e-10));
}

void ImageMatcher::match(std::span<const uint32_t> annotations, std::span<const uint32_t> detections,
                         CategoryMatches& out) {
  detections_.assign(detections.begin(), detections.end());
  std::stable_sort(detections_.begin(), detections_.end(), [this](uint32_t a, uint32_t b) {
    return scores_higher(results_.detections[a].score, results_.detections[b].score);
  });
  detections_.resize(std::min(detections_.size(), static_cast<size_t>(params_.max_dets.back())));

  overlaps(annotations);
  for (uint32_t i = 0; i < detections_.size(); ++i) {
    out.scores.push_back(results_.detections[detections_[i]].score);
    out.ranks.push_back(i);
  }
  for (size_t a = 0; a < params_.areas.size(); ++a) {
    match_in_range(params_.areas[a], annotations, out.verdicts[a], out.to_find[a]);
  }
}

void ImageMatcher::overlaps(std::span<const uint32_t> annotations) {
  overlaps_.assign(detections_.size() * annotations.size(), 0.0);
  if (overlaps_.empty()) return;
  for (size_t column = 0; column < annotations.size(); ++column) {
    const CocoAnnotation& annotation = truth_.annotations[annotations[column]];
    if (params_.kind == CocoKind::kBbox) {
      box_overlaps(annotation, column, annotations.size());
    } else {
      keypoint_overlaps(annotation, column, annotations.size());
    }
  }
}

std::string ImageMatcher::name(const CocoAnnotation& annotation) const {
  return fmt::format("{}: annotation {}", truth_.file, annotation.id);
}

std::string ImageMatcher::name(uint32_t detection) const {
  return fmt::format("{}{}results[{}]", results_.file, results_.file.empty() ? "" : ": ", detection);
}

double ImageMatcher::box_area(const CocoAnnotation& annotation, const char* what) const {
  if (!annotation.has_bbox) fail("{} has no 'bbox', which {}", name(annotation), what);
  return annotation.bbox[2] * annotation.bbox[3] * kPersonInBox;
}

/// IoU; of a crowd, the part of the detection that lies in it.
void ImageMatcher::box_overlaps(const CocoAnnotation& annotation, size_t column, size_t columns) {
  if (!annotation.has_bbox) fail("{} has no 'bbox'", name(annotation));
  const auto& g = annotation.bbox;
  for (size_t row = 0; row < detections_.size(); ++row) {
    const CocoDetection& detection = results_.detections[detections_[row]];
    if (!detection.has_bbox) fail("{} has no 'bbox'", name(detections_[row]));
    const auto& d = detection.bbox;
    const double w = std::fmin(d[2] + d[0], g[2] + g[0]) - std::fmax(d[0], g[0]);
    const double h = std::fmin(d[3] + d[1], g[3] + g[1]) - std::fmax(d[1], g[1]);
    if (w <= 0 || h <= 0) continue;
    const double both = w * h;
    const double own = d[2] * d[3];
    overlaps_[row * columns + column] = both / (annotation.is_crowd ? own : own + g[2] * g[3] - both);
  }
}

/// OKS: over the labelled keypoints; for a person without any, distances are those to the doubled box.
void ImageMatcher::keypoint_overlaps(const CocoAnnotation& annotation, size_t column, size_t columns) {
  const std::vector<double>& variances = params_.variances;
  const std::span<const double> truth = truth_.keypoints(annotation);
  if (!annotation.has_keypoints) fail("{} has no 'keypoints'", name(annotation));
  if (truth.size() != 3 * variances.size()) {
    fail("{} has {} keypoints, but there are {} sigmas", name(annotation), truth.size() / 3, variances.size());
  }
  const bool own_area = params_.rules == CocoRules::kPycocotools || params_.use_area;
  if (own_area && !annotation.has_area) {
    fail("{} has no 'area'{}", name(annotation),
         params_.rules == CocoRules::kXtcocotools ? "; use_area=False does without" : "");
  }
  const double area = (own_area ? annotation.area : box_area(annotation, "use_area=False takes areas from")) + kEpsilon;
  const bool labelled = count_labelled(truth) > 0;
  if (!labelled && !annotation.has_bbox) fail("{} has neither labelled keypoints nor 'bbox'", name(annotation));
  const auto& box = annotation.bbox;
  const double x0 = box[0] - box[2];
  const double x1 = box[0] + box[2] * 2;
  const double y0 = box[1] - box[3];
  const double y1 = box[1] + box[3] * 2;

  for (size_t row = 0; row < detections_.size(); ++row) {
    const CocoDetection& detection = results_.detections[detections_[row]];
    const std::span<const double> found = results_.keypoints(detection);
    if (found.size() != truth.size()) {
      fail("{} has {} keypoints, but {} has {}", name(detections_[row]), found.size() / 3, name(annotation),
           truth.size() / 3);
    }
    exponents_.clear();
    for (size_t k = 0; k < variances.size(); ++k) {
      const double x = found[3 * k];
      const double y = found[3 * k + 1];
      double dx;
      double dy;
      if (labelled) {
        if (!(truth[3 * k + 2] > 0)) continue;
        dx = x - truth[3 * k];
        dy = y - truth[3 * k + 1];
      } else {
        dx = largest(0, x0 - x) + largest(0, x - x1);
        dy = largest(0, y0 - y) + largest(0, y - y1);
      }
      exponents_.push_back(std::exp(-((dx * dx + dy * dy) / variances[k] / area / 2)));
    }
    overlaps_[row * columns + column] = sum_as_numpy<double>(exponents_) / static_cast<double>(exponents_.size());
  }
}

double ImageMatcher::area_in_ranges(const CocoAnnotation& annotation) const {
  if (params_.rules == CocoRules::kPycocotools) {
    if (!annotation.has_area) fail("{} has no 'area'", name(annotation));
    return annotation.area;
  }
  if (annotation.has_area && params_.use_area) return annotation.area;
  return box_area(annotation, "stands in for its area");
}

/// Of the box, or of the box around the keypoints where the first of the results has no box.
double ImageMatcher::detection_area(uint32_t index) const {
  const CocoDetection& detection = results_.detections[index];
  if (areas_from_boxes_) {
    if (!detection.has_bbox) fail("{} has no 'bbox', but the first of the results has", name(index));
    return detection.bbox[2] * detection.bbox[3];
  }
  std::span<const double> points = results_.keypoints(detection);
  if (params_.area_keypoints > 0) points = points.subspan(0, std::min(points.size(), 3 * params_.area_keypoints));
  if (points.empty()) fail("{} has no 'keypoints', but the first of the results has", name(index));
  double x0 = points[0], x1 = points[0], y0 = points[1], y1 = points[1];
  for (size_t i = 3; i < points.size(); i += 3) {
    x0 = -largest(-x0, -points[i]);
    x1 = largest(x1, points[i]);
    y0 = -largest(-y0, -points[i + 1]);
    y1 = largest(y1, points[i + 1]);
  }
  return (x1 - x0) * (y1 - y0);
}

bool ImageMatcher::ignored(const CocoAnnotation& annotation) const {
  if (annotation.is_crowd) return true;
  if (params_.kind == CocoKind::kBbox) return false;
  if (params_.kind == CocoKind::kKeypoints && params_.rules == CocoRules::kXtcocotools) {
    if (!annotation.has_keypoints) fail("{} has no 'keypoints'", name(annotation));
    return count_labelled(truth_.keypoints(annotation)) == 0;
  }
  if (annotation.num_keypoints < 0) fail("{} has no 'num_keypoints'", name(annotation));
  return annotation.num_keypoints == 0;
}

void ImageMatcher::match_in_range(const AreaRange& range, std::span<const uint32_t> annotations,
                                  std::vector<Verdict>& verdicts, int64_t& to_find) {
  const size_t columns = annotations.size();
  // Annotations that count come first, in their own order.
  order_.clear();
  ignored_.clear();
  for (const bool ignored_ones : {false, true}) {
    for (uint32_t i = 0; i < columns; ++i) {
      const CocoAnnotation& annotation = truth_.annotations[annotations[i]];
      const double area = area_in_ranges(annotation);
      const bool is_ignored = ignored(annotation) || area < range.low || area > range.high;
      if (is_ignored != ignored_ones) continue;
      order_.push_back(i);
      ignored_.push_back(is_ignored);
      if (!is_ignored) ++to_find;
    }
  }

  const size_t first = verdicts.size();
  verdicts.resize(first + detections_.size());
  for (size_t t = 0; t < thresholds_.size(); ++t) {
    const uint32_t bit = 1U << t;
    taken_.assign(columns, 0);
    for (size_t row = 0; row < detections_.size(); ++row) {
      double best = thresholds_[t];
      size_t match = columns;
      for (size_t i = 0; i < columns; ++i) {
        // A crowd can be found any number of times.
        if (taken_[i] && !truth_.annotations[annotations[order_[i]]].is_crowd) continue;
        // One that counts is better than any that is ignored.
        if (match < columns && !ignored_[match] && ignored_[i]) break;
        const double overlap = overlaps_[row * columns + order_[i]];
        if (overlap < best) continue;
        best = overlap;
        match = i;
      }
      if (match == columns) continue;
      taken_[match] = 1;
      Verdict& verdict = verdicts[first + row];
      if (ignored_[match]) verdict.ignored |= bit;
      // The libraries keep the id of what was found, and take some ids for "nothing".
      const int64_t id = truth_.annotations[annotations[order_[match]]].id;
      if (params_.rules == CocoRules::kPycocotools ? id != 0 : id >= 0) verdict.found |= bit;
    }
  }
  for (size_t row = 0; row < detections_.size(); ++row) {
    const double area = detection_area(detections_[row]);
    Verdict& verdict = verdicts[first + row];
    if (area < range.low || area > range.high) verdict.ignored |= ~verdict.found;
  }
}

}  // namespace slipway::evaluate
