// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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

/// The larger one; NaN counts as infinite.
double worse(double so_far, double difference) {
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(so_far, difference);
}

struct Pair {
  double box = 0, keypoint = 0, score = 0, sum = 0;
};

Pair compare_pair(const PoseResult& a, size_t i, const PoseResult& b, size_t j) {
  Pair pair;
  const auto take = [&](double& largest, double x, double y) {
    largest = worse(largest, std::abs(x - y));
    pair.sum += std::abs(x - y);
  };
  for (size_t c = 0; c < 4; ++c) take(pair.box, a.bboxes[i][c], b.bboxes[j][c]);
  take(pair.score, a.bbox_scores[i], b.bbox_scores[j]);
  if (a.keypoints[i].size() != b.keypoints[j].size()) pair.keypoint = std::numeric_limits<double>::infinity();
  for (size_t k = 0; k < std::min(a.keypoints[i].size(), b.keypoints[j].size()); ++k) {
    for (size_t c = 0; c < 2; ++c) take(pair.keypoint, a.keypoints[i][k][c], b.keypoints[j][k][c]);
    take(pair.score, a.keypoint_scores[i][k], b.keypoint_scores[j][k]);
  }
  return pair;
}

/// The first `limit` scores, which are the best.
size_t rows(const PoseResult& people, size_t limit) { return std::min(people.size(), limit); }

/// From which score on an instance must have a counterpart among `others`.
double floor_of(const PoseResult& people, const PoseResult& others, size_t limit, double score_limit) {
  double best = 0;
  for (float score : people.bbox_scores) best = std::max(best, double{score});
  double floor = std::min(kStatedScore, best / 2);
  // A full table ends where its last row happens to score.
  if (rows(others, limit) == limit && limit > 0)
    floor = std::max(floor, others.bbox_scores[limit - 1] + 2 * score_limit);
  return floor;
}

}  // namespace

PeopleDifference compare_people(const PoseResult& actual, const PoseResult& reference, size_t limit,
                                const ResultTolerance& limits) {
  PeopleDifference result;
  const size_t ours = rows(actual, limit), theirs = rows(reference, limit);
  std::vector<bool> taken(ours, false);
  const auto unmatched = [&](const PoseResult& people, size_t row, const PoseResult& others, const char* of) {
    const size_t count = rows(others, limit);
    bool rivalled = false;
    for (size_t i = 0; i < count; ++i) rivalled = rivalled || iou(people.bboxes[row], others.bboxes[i]) >= kOverlap;
    if (people.bbox_scores[row] < floor_of(people, others, limit, limits.scores)) {
      ++result.faint;
    } else if (rivalled) {
      ++result.otherwise;
    } else if (result.problem.empty()) {
      result.problem =
          fmt::format("instance {} of {} (score {:.4f}) has no counterpart", row, of, people.bbox_scores[row]);
    }
  };
  for (size_t j = 0; j < theirs; ++j) {
    size_t best = ours;
    double best_overlap = kOverlap;
    for (size_t i = 0; i < ours; ++i)
      if (const double overlap = iou(actual.bboxes[i], reference.bboxes[j]); !taken[i] && overlap >= best_overlap) {
        best = i;
        best_overlap = overlap;
      }
    if (best == ours) {
      unmatched(reference, j, actual, "PyTorch");
      continue;
    }
    taken[best] = true;
    const Pair pair = compare_pair(actual, best, reference, j);
    if (!(pair.box <= limits.pixels && pair.keypoint <= limits.pixels && pair.score <= limits.scores)) {
      ++result.otherwise;
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

}  // namespace slipway::verify
