// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/compare.h"
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
          has(a.track_ids) == has(b.track_ids) && has(a.keypoints_visible) == has(b.keypoints_visible));
}

bool agrees(const InstanceDifference& difference, const ResultTolerance& tolerance) {
  return difference.box <= tolerance.pixels && difference.keypoint <= tolerance.pixels &&
         difference.score <= tolerance.scores;
}

/// Which instance that is not `taken` stands for instance `j` of the reference; actual.size() where none does.
/// Instances whose scores tie may come in another order.
Candidate nearest(const Instances& actual, const Instances& reference, size_t j, const std::vector<bool>& taken,
                  const ResultTolerance& tolerance) {
  Candidate best{actual.size()};
  for (size_t i = 0; i < actual.size(); ++i) {
    if (taken[i] || std::abs(actual.scores[i] - reference.scores[j]) > tolerance.scores) continue;
    if (!same_label(actual, i, reference, j)) continue;
    const InstanceDifference difference = compare_instance(actual, i, reference, j);
    const double distance = std::max(difference.box, difference.keypoint);
    if (distance < best.distance || best.row == actual.size()) best = {i, difference, distance};
  }
  return best;
}

/// Where both tables are full, which of the instances that tie with the last one are in them is left to rounding. Marks
/// those without a counterpart as matched. @return how many they are
size_t exchange_at_cut(const Instances& actual, const Instances& reference, size_t limit,
                       const ResultTolerance& tolerance, std::vector<bool>& taken, std::vector<bool>& matched) {
  if (limit == 0 || actual.size() != limit || reference.size() != limit) return 0;
  const double cut = *std::min_element(reference.scores.begin(), reference.scores.end());
  const auto left = [&](const Instances& side, const std::vector<bool>& done) {
    std::vector<size_t> rows;
    for (size_t i = 0; i < side.size(); ++i)
      if (!done[i] && std::abs(side.scores[i] - cut) <= tolerance.scores) rows.push_back(i);
    return rows;
  };
  const std::vector<size_t> ours = left(actual, taken), theirs = left(reference, matched);
  const size_t count = std::min(ours.size(), theirs.size());
  if (static_cast<double>(count) > kMostExchanged * static_cast<double>(limit)) return 0;
  for (size_t i = 0; i < count; ++i) taken[ours[i]] = matched[theirs[i]] = true;
  return count;
}

}  // namespace

ResultDifference compare(const Instances& actual, const Instances& reference, size_t limit,
                         const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = actual.size();
  result.reference_count = reference.size();
  if (!same_columns(actual, reference)) {
    result.problem = "the sides give other columns (labels, keypoints, visibility, masks)";
    return result;
  }
  if (result.actual_count != result.reference_count)
    result.problem = fmt::format("{} instances instead of {}", result.actual_count, result.reference_count);

  std::vector<bool> taken(actual.size(), false), matched(reference.size(), false);
  const auto match = [&](size_t j, bool equal_only) {
    const Candidate best = nearest(actual, reference, j, taken, tolerance);
    if (best.row == actual.size() || (equal_only && !agrees(best.difference, tolerance))) return;
    taken[best.row] = matched[j] = true;
    result.max_box = std::max(result.max_box, best.difference.box);
    result.max_keypoint = std::max(result.max_keypoint, best.difference.keypoint);
    result.max_score = std::max(result.max_score, best.difference.score);
  };
  for (size_t j = 0; j < reference.size(); ++j) match(j, /*equal_only=*/true);
  if (const size_t count = exchange_at_cut(actual, reference, limit, tolerance, taken, matched); count > 0)
    result.note = exchange_note(count, tolerance.scores);
  for (size_t j = 0; j < reference.size(); ++j) {
    if (!matched[j]) match(j, /*equal_only=*/false);
    if (!matched[j] && (result.problem.empty() || result.problem.find("counterpart") == std::string::npos))
      result.problem += fmt::format("{}instance {} (score {:.4f}{}) has no counterpart",
                                    result.problem.empty() ? "" : "; ", j, reference.scores[j],
                                    reference.labels.empty() ? "" : fmt::format(", class {}", reference.labels[j]));
  }
  if (result.problem.empty() && !agrees({result.max_box, result.max_keypoint, result.max_score}, tolerance))
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
