// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>

#include "base/error.h"
#include "verify/compare.h"

namespace slipway::verify {
namespace {

/// The larger one; a NaN, which std::max would drop, counts as infinite.
double worse(double so_far, double difference) {
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(so_far, difference);
}

struct InstanceDifference {
  double box = 0, keypoint = 0, score = 0;
};

InstanceDifference compare_instance(const PoseResult& a, size_t i, const PoseResult& b, size_t j) {
  InstanceDifference result;
  for (size_t c = 0; c < 4; ++c) result.box = worse(result.box, std::abs(a.bboxes[i][c] - b.bboxes[j][c]));
  result.score = worse(0, std::abs(a.bbox_scores[i] - b.bbox_scores[j]));
  const size_t keypoints = std::min(a.keypoints[i].size(), b.keypoints[j].size());
  for (size_t k = 0; k < keypoints; ++k) {
    for (size_t c = 0; c < 2; ++c)
      result.keypoint = worse(result.keypoint, std::abs(a.keypoints[i][k][c] - b.keypoints[j][k][c]));
    result.score = worse(result.score, std::abs(a.keypoint_scores[i][k] - b.keypoint_scores[j][k]));
  }
  if (a.keypoints[i].size() != b.keypoints[j].size()) result.keypoint = std::numeric_limits<double>::infinity();
  return result;
}

ResultDifference compare_poses(const PoseResult& actual, const PoseResult& reference, size_t limit,
                               const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = actual.size();
  result.reference_count = std::min(reference.size(), limit);
  if (result.actual_count != result.reference_count)
    result.problem = fmt::format("{} instances instead of {}", result.actual_count, result.reference_count);

  std::vector<bool> taken(actual.size(), false);
  for (size_t j = 0; j < result.reference_count; ++j) {
    // Instances whose scores tie may come in another order.
    size_t best = actual.size();
    InstanceDifference best_difference{};
    double best_distance = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < actual.size(); ++i) {
      if (taken[i] || std::abs(actual.bbox_scores[i] - reference.bbox_scores[j]) > tolerance.scores) continue;
      const InstanceDifference difference = compare_instance(actual, i, reference, j);
      const double distance = std::max(difference.box, difference.keypoint);
      if (distance < best_distance || best == actual.size()) {
        best = i;
        best_difference = difference;
        best_distance = distance;
      }
    }
    if (best == actual.size()) {
      if (result.problem.empty() || result.problem.find("counterpart") == std::string::npos)
        result.problem += fmt::format("{}instance {} (score {:.4f}) has no counterpart",
                                      result.problem.empty() ? "" : "; ", j, reference.bbox_scores[j]);
      continue;
    }
    taken[best] = true;
    result.max_box = std::max(result.max_box, best_difference.box);
    result.max_keypoint = std::max(result.max_keypoint, best_difference.keypoint);
    result.max_score = std::max(result.max_score, best_difference.score);
  }
  if (result.problem.empty() && !(result.max_box <= tolerance.pixels && result.max_keypoint <= tolerance.pixels &&
                                  result.max_score <= tolerance.scores))
    result.problem = fmt::format("differs by {:.3g} px (boxes), {:.3g} px (keypoints), {:.3g} (scores)", result.max_box,
                                 result.max_keypoint, result.max_score);
  return result;
}

void compare_scores(const std::vector<float>& actual, const std::vector<float>& reference,
                    const ResultTolerance& tolerance, ResultDifference& result) {
  if (actual.size() != reference.size()) {
    result.problem = fmt::format("{} classes instead of {}", actual.size(), reference.size());
    return;
  }
  for (size_t i = 0; i < actual.size(); ++i) {
    const double difference = std::abs(actual[i] - reference[i]);
    if (!(difference <= tolerance.scores))
      result.problem = fmt::format("the score of class {} differs by {:.3g}", i, difference);
    result.max_score = worse(result.max_score, difference);
  }
}

ResultDifference compare_classes(const ClassResult& actual, const ClassResult& reference,
                                 const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = result.reference_count = 1;
  compare_scores(actual.scores, reference.scores, tolerance, result);
  if (result.problem.empty() && actual.label != reference.label)
    result.problem = fmt::format("class {} instead of {}", actual.label, reference.label);
  return result;
}

ResultDifference compare_labels(const MultiLabelResult& actual, const MultiLabelResult& reference,
                                const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = actual.labels.size();
  result.reference_count = reference.labels.size();
  compare_scores(actual.scores, reference.scores, tolerance, result);
  if (!result.problem.empty()) return result;
  if (!(std::abs(actual.threshold - reference.threshold) <= tolerance.scores)) {
    result.problem =
        fmt::format("classes are positive from {:.6g} on instead of {:.6g}", actual.threshold, reference.threshold);
    return result;
  }
  const std::set<int64_t> ours(actual.labels.begin(), actual.labels.end());
  const std::set<int64_t> theirs(reference.labels.begin(), reference.labels.end());
  std::vector<int64_t> either;
  std::set_symmetric_difference(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(either));
  for (const int64_t label : either) {
    // A score that lies on the threshold may fall to either side of it.
    const auto index = static_cast<size_t>(label);
    if (index < reference.scores.size() &&
        std::abs(reference.scores[index] - reference.threshold) <= 2 * tolerance.scores)
      continue;
    result.problem = fmt::format("class {} is {}positive", label, ours.count(label) > 0 ? "" : "not ");
    return result;
  }
  return result;
}

}  // namespace

ResultDifference compare(const Result& actual, const Result& reference, size_t limit,
                         const ResultTolerance& tolerance) {
  if (actual.index() != reference.index()) throw InternalError("results of two kinds cannot be compared");
  if (const auto* poses = std::get_if<PoseResult>(&actual))
    return compare_poses(*poses, std::get<PoseResult>(reference), limit, tolerance);
  if (const auto* labels = std::get_if<MultiLabelResult>(&actual))
    return compare_labels(*labels, std::get<MultiLabelResult>(reference), tolerance);
  return compare_classes(std::get<ClassResult>(actual), std::get<ClassResult>(reference), tolerance);
}

}  // namespace slipway::verify
