// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace slipway::evaluate {
namespace {

/// What is wrong with an annotation of keypoints; "" where nothing is.
std::string problem_of_keypoints(const CocoTruth& truth, const CocoAnnotation& annotation, const CocoParams& params,
                                 bool detected) {
  const bool xtcocotools = params.rules == CocoRules::kXtcocotools;
  // xtcocotools counts the labelled ones of every annotation, pycocotools and crowds take the number from the file.
  const bool counts = xtcocotools && params.kind == CocoKind::kKeypoints;
  if (!counts && annotation.num_keypoints < 0) return "has no 'num_keypoints'";
  if (!annotation.has_keypoints && (counts || detected)) return "has no 'keypoints'";
  if (!detected) return "";
  const std::span<const double> points = truth.keypoints(annotation);
  if (points.size() != 3 * params.variances.size())
    return fmt::format("has {} keypoints, but there are {} sigmas", points.size() / 3, params.variances.size());
  const bool own_area = !xtcocotools || params.use_area;
  if (own_area && !annotation.has_area)
    return xtcocotools ? "has no 'area'; use_area=False does without" : "has no 'area'";
  if (!own_area && !annotation.has_bbox) return "has no 'bbox', which use_area=False takes areas from";
  bool labelled = false;
  for (size_t i = 2; i < points.size(); i += 3) labelled = labelled || points[i] > 0;
  return labelled || annotation.has_bbox ? "" : "has neither labelled keypoints nor 'bbox'";
}

std::string problem_of_box(const CocoAnnotation& annotation, CocoRules rules) {
  if (!annotation.has_bbox) return "has no 'bbox'";
  // xtcocotools takes the box's in its place.
  return annotation.has_area || rules == CocoRules::kXtcocotools ? "" : "has no 'area'";
}

}  // namespace

std::vector<CocoProblem> find_problems(const CocoTruth& truth, const CocoParams& params,
                                       const std::function<bool(int64_t, int64_t)>& is_detected) {
  const std::unordered_set<int64_t> images(truth.image_ids.begin(), truth.image_ids.end());
  const std::vector<int64_t>& counted = params.categories ? *params.categories : truth.category_ids;
  const std::unordered_set<int64_t> categories(counted.begin(), counted.end());
  std::vector<CocoProblem> problems;
  for (size_t i = 0; i < truth.annotations.size(); ++i) {
    const CocoAnnotation& annotation = truth.annotations[i];
    if (images.count(annotation.image_id) == 0 || categories.count(annotation.category_id) == 0) continue;
    const bool detected = is_detected(annotation.image_id, annotation.category_id);
    const std::string problem = params.kind == CocoKind::kBbox
                                    ? problem_of_box(annotation, params.rules)
                                    : problem_of_keypoints(truth, annotation, params, detected);
    if (!problem.empty())
      problems.push_back({i, fmt::format("annotations[{}] (id {}): {}", annotation.index, annotation.id, problem)});
  }
  return problems;
}

std::shared_ptr<const CocoTruth> leave_out(const std::shared_ptr<const CocoTruth>& truth,
                                           const std::vector<CocoProblem>& problems, std::vector<std::string>& bad) {
  if (problems.empty()) return truth;
  for (const CocoProblem& problem : problems) bad.push_back(truth->file + ": " + problem.text);
  auto rest = std::make_shared<CocoTruth>(*truth);
  rest->annotations.clear();
  size_t next = 0;
  for (size_t i = 0; i < truth->annotations.size(); ++i)
    if (next < problems.size() && problems[next].annotation == i)
      ++next;
    else
      rest->annotations.push_back(truth->annotations[i]);
  return rest;
}

std::string describe_odd_numbers(const std::string& file, const OddNumbers& odd) {
  if (odd.count == 0) return "";
  return fmt::format(
      "{}: {} {} with NaN or infinite values (the first: {}); the numbers are computed with them as they are", file,
      odd.count, odd.count == 1 ? "entry" : "entries", odd.first);
}

}  // namespace slipway::evaluate
