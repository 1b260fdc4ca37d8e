// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/half.h"
#include "verify/result/matches.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

struct Candidate {
  size_t row = 0;
  InstanceDifference difference{};
  double distance = std::numeric_limits<double>::infinity();
};

bool same_columns(const Instances& a, const Instances& b) {
  const auto has = [](const auto& column) { return !column.empty(); };
  return a.size() == 0 || b.size() == 0 ||
         (has(a.labels) == has(b.labels) && has(a.keypoints) == has(b.keypoints) && has(a.masks) == has(b.masks) &&
          has(a.track_ids) == has(b.track_ids));
}

}  // namespace

ResultDifference compare(const Instances& actual, const Instances& reference, const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = actual.size();
  result.reference_count = reference.size();
  if (!same_columns(actual, reference)) {
    result.problem = "the sides give other columns (labels, keypoints, masks)";
    return result;
  }
  if (result.actual_count != result.reference_count)
    result.problem = fmt::format("{} instances instead of {}", result.actual_count, result.reference_count);
  std::vector<bool> taken(actual.size(), false);
  for (size_t j = 0; j < reference.size(); ++j) {
    // Instances whose scores tie may come in another order.
    Candidate best{actual.size()};
    for (size_t i = 0; i < actual.size(); ++i) {
      if (taken[i] || std::abs(actual.scores[i] - reference.scores[j]) > tolerance.scores) continue;
      if (!same_label(actual, i, reference, j)) continue;
      const InstanceDifference difference = compare_instance(actual, i, reference, j);
      const double distance = std::max(difference.box, difference.keypoint);
      if (distance < best.distance || best.row == actual.size()) best = {i, difference, distance};
    }
    if (best.row == actual.size()) {
      if (result.problem.empty() || result.problem.find("counterpart") == std::string::npos)
        result.problem += fmt::format("{}instance {} (score {:.4f}{}) has no counterpart",
                                      result.problem.empty() ? "" : "; ", j, reference.scores[j],
                                      reference.labels.empty() ? "" : fmt::format(", class {}", reference.labels[j]));
      continue;
    }
    taken[best.row] = true;
    result.max_box = std::max(result.max_box, best.difference.box);
    result.max_keypoint = std::max(result.max_keypoint, best.difference.keypoint);
    result.max_score = std::max(result.max_score, best.difference.score);
  }
  if (result.problem.empty() && !(result.max_box <= tolerance.pixels && result.max_keypoint <= tolerance.pixels &&
                                  result.max_score <= tolerance.scores))
    result.problem = fmt::format("differs by {:.3g} px (boxes), {:.3g} px (keypoints), {:.3g} (scores)", result.max_box,
                                 result.max_keypoint, result.max_score);
  return result;
}

ResultDifference compare_half(const Instances& actual, const Instances& reference, const Instances& half, double frame,
                              size_t limit, const ResultTolerance& tolerance) {
  const MatchVerdict verdict = judge(actual, reference, half, frame, limit, tolerance);
  ResultDifference result;
  result.actual_count = actual.size();
  result.reference_count = reference.size();
  result.max_box = verdict.difference.box;
  result.max_keypoint = verdict.difference.keypoint;
  result.max_score = verdict.difference.score;
  result.problem = verdict.problem;
  result.reference_too = verdict.reference_too;
  result.note = verdict.note;
  return result;
}

std::string describe_first(const Instances&, const std::vector<Result>& all) {
  size_t total = 0;
  for (const Result& result : all) total += std::get<Instances>(result).size();
  return fmt::format("{} instances on {} image{}", total, all.size(), all.size() == 1 ? "" : "s");
}

}  // namespace slipway::verify
