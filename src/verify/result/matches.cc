// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/result/matches.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "verify/half.h"

namespace slipway::verify {
namespace {

constexpr double kOverlap = 0.5;

double area(const std::array<float, 4>& box) {
  return std::max(0.0, double{box[2]} - double{box[0]}) * std::max(0.0, double{box[3]} - double{box[1]});
}

double iou(const std::array<float, 4>& a, const std::array<float, 4>& b) {
  const std::array<float, 4> both{std::max(a[0], b[0]), std::max(a[1], b[1]), std::min(a[2], b[2]),
                                  std::min(a[3], b[3])};
  const double shared = area(both), all = area(a) + area(b) - shared;
  return all > 0 ? shared / all : 0;
}

/// The first `limit` scores, which are the best.
size_t rows(const Instances& instances, size_t limit) { return std::min(instances.size(), limit); }

/// From which score on an instance must have a counterpart among `others`.
double floor_of(const Instances& instances, const Instances& others, size_t limit, double score_limit) {
  double best = 0;
  for (float score : instances.scores) best = std::max(best, double{score});
  double floor = std::min(kStatedScore, best / 2);
  // A full table ends where its last row happens to score.
  if (rows(others, limit) == limit && limit > 0) floor = std::max(floor, others.scores[limit - 1] + 2 * score_limit);
  return floor;
}

}  // namespace

bool same_label(const Instances& a, size_t i, const Instances& b, size_t j) {
  return a.labels.empty() || b.labels.empty() || a.labels[i] == b.labels[j];
}

InstanceDifference compare_instance(const Instances& a, size_t i, const Instances& b, size_t j) {
  InstanceDifference pair;
  const auto take = [&](double& largest, double x, double y) {
    largest = worse(largest, std::abs(x - y));
    pair.sum += std::abs(x - y);
  };
  for (size_t c = 0; c < 4; ++c) take(pair.box, a.boxes[i][c], b.boxes[j][c]);
  take(pair.score, a.scores[i], b.scores[j]);
  if (a.keypoints.empty() || b.keypoints.empty()) return pair;
  if (a.keypoints[i].size() != b.keypoints[j].size()) pair.keypoint = std::numeric_limits<double>::infinity();
  for (size_t k = 0; k < std::min(a.keypoints[i].size(), b.keypoints[j].size()); ++k) {
    for (size_t c = 0; c < 2; ++c) take(pair.keypoint, a.keypoints[i][k][c], b.keypoints[j][k][c]);
    take(pair.score, a.keypoint_scores[i][k], b.keypoint_scores[j][k]);
  }
  if (a.keypoints_visible.empty() || b.keypoints_visible.empty()) return pair;
  for (size_t k = 0; k < std::min(a.keypoints_visible[i].size(), b.keypoints_visible[j].size()); ++k)
    take(pair.score, a.keypoints_visible[i][k], b.keypoints_visible[j][k]);
  return pair;
}

MatchDifference match_instances(const Instances& actual, const Instances& reference, size_t limit,
                                const ResultTolerance& limits) {
  MatchDifference result;
  const size_t ours = rows(actual, limit), theirs = rows(reference, limit);
  std::vector<bool> taken(ours, false);
  const auto unmatched = [&](const Instances& instances, size_t row, const Instances& others, const char* of) {
    const size_t count = rows(others, limit);
    bool rivalled = false;
    for (size_t i = 0; i < count; ++i) rivalled = rivalled || iou(instances.boxes[row], others.boxes[i]) >= kOverlap;
    if (instances.scores[row] < floor_of(instances, others, limit, limits.scores)) {
      ++result.low_scores;
    } else if (rivalled) {
      ++result.other_choices;
    } else if (result.problem.empty()) {
      result.problem =
          fmt::format("instance {} of {} (score {:.4f}) has no counterpart", row, of, instances.scores[row]);
    }
  };
  for (size_t j = 0; j < theirs; ++j) {
    size_t best = ours;
    double best_overlap = kOverlap;
    for (size_t i = 0; i < ours; ++i)
      if (const double overlap = iou(actual.boxes[i], reference.boxes[j]);
          !taken[i] && same_label(actual, i, reference, j) && overlap >= best_overlap) {
        best = i;
        best_overlap = overlap;
      }
    if (best == ours) {
      unmatched(reference, j, actual, "PyTorch");
      continue;
    }
    taken[best] = true;
    const InstanceDifference pair = compare_instance(actual, best, reference, j);
    if (!(pair.box <= limits.pixels && pair.keypoint <= limits.pixels && pair.score <= limits.scores)) {
      ++result.other_choices;
      continue;
    }
    ++result.matched;
    result.box = std::max(result.box, pair.box);
    result.keypoint = std::max(result.keypoint, pair.keypoint);
    result.score = std::max(result.score, pair.score);
    result.sum += pair.sum;
  }
  for (size_t i = 0; i < ours; ++i)
    if (!taken[i]) unmatched(actual, i, reference, "the backend");
  return result;
}

MatchVerdict judge(const Instances& actual, const Instances& reference, const Instances& half, double frame,
                   size_t limit, const ResultTolerance& plain) {
  const ResultTolerance most{std::max(plain.pixels, kMostHalfSteps * kHalfStep * frame),
                             std::max(plain.scores, kMostHalfSteps * kHalfStep)};
  const MatchDifference moved = match_instances(half, reference, limit, most);
  MatchVerdict verdict;
  verdict.reference_too = !moved.problem.empty() || moved.other_choices > (moved.matched + moved.other_choices) / 4;
  verdict.limits = {std::clamp(kHalfFactor * std::max(moved.box, moved.keypoint), plain.pixels, most.pixels),
                    std::clamp(kHalfFactor * moved.score, plain.scores, most.scores)};
  verdict.difference = match_instances(actual, reference, limit, most);
  const MatchDifference strict = match_instances(actual, reference, limit, verdict.limits);
  const size_t pairs = strict.matched + strict.other_choices;
  // Of a few instances none may be another one; f16 alone may choose otherwise once more often than PyTorch's run did.
  const size_t allowed = std::min(static_cast<size_t>(kHalfFactor) * moved.other_choices + 1, pairs / 4);
  if (!strict.problem.empty())
    verdict.problem = strict.problem;
  else if (strict.other_choices > allowed)
    verdict.problem =
        fmt::format("{} of {} instances differ by more than f16 explains ({:.2g} px, {:.2g} in scores), and {} may",
                    strict.other_choices, pairs, verdict.limits.pixels, verdict.limits.scores, allowed);
  verdict.note =
      fmt::format("f16 may move points by {:.2g} px, scores by {:.2g}", verdict.limits.pixels, verdict.limits.scores);
  if (strict.other_choices > 0) verdict.note += fmt::format("; {} chosen otherwise", strict.other_choices);
  if (strict.low_scores > 0)
    verdict.note += fmt::format("; {} below {} without a counterpart", strict.low_scores, kStatedScore);
  return verdict;
}

}  // namespace slipway::verify
