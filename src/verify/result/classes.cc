// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "verify/half.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

void compare_scores(const std::vector<float>& actual, const std::vector<float>& reference, double allowed,
                    ResultDifference& result) {
  if (actual.size() != reference.size()) {
    result.problem = fmt::format("{} classes instead of {}", actual.size(), reference.size());
    return;
  }
  for (size_t i = 0; i < actual.size(); ++i) {
    const double difference = std::abs(double{actual[i]} - double{reference[i]});
    if (!(difference <= allowed))
      result.problem = fmt::format("the score of class {} differs by {:.3g}", i, difference);
    result.max_score = worse(result.max_score, difference);
  }
}

/// Classes that do not exclude each other: the same ones are positive, but for scores on the threshold.
void compare_labels(const Classes& actual, const Classes& reference, double scores, ResultDifference& result) {
  if (!(std::abs(*actual.threshold - *reference.threshold) <= scores)) {
    result.problem =
        fmt::format("classes are positive from {:.6g} on instead of {:.6g}", *actual.threshold, *reference.threshold);
    return;
  }
  const std::set<int64_t> ours(actual.labels.begin(), actual.labels.end());
  const std::set<int64_t> theirs(reference.labels.begin(), reference.labels.end());
  std::vector<int64_t> either;
  std::set_symmetric_difference(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(either));
  for (const int64_t label : either) {
    // A score that lies on the threshold may fall to either side of it.
    const auto index = static_cast<size_t>(label);
    if (index < reference.scores.size() && std::abs(reference.scores[index] - *reference.threshold) <= 2 * scores)
      continue;
    result.problem = fmt::format("class {} is {}positive", label, ours.count(label) > 0 ? "" : "not ");
    return;
  }
}

}  // namespace

ResultDifference compare(const Classes& actual, const Classes& reference, size_t, const ResultTolerance& tolerance) {
  ResultDifference result;
  const bool exclusive = reference.exclusive();
  result.actual_count = exclusive ? 1 : actual.labels.size();
  result.reference_count = exclusive ? 1 : reference.labels.size();
  compare_scores(actual.scores, reference.scores, tolerance.scores, result);
  if (!result.problem.empty()) return result;
  if (actual.exclusive() != exclusive)
    result.problem = "classes exclude each other on one side only";
  else if (!exclusive)
    compare_labels(actual, reference, tolerance.scores, result);
  else if (actual.label() != reference.label())
    result.problem = fmt::format("class {} instead of {}", actual.label(), reference.label());
  return result;
}

ResultDifference compare_half(const Classes& actual, const Classes& reference, const Classes& half, double, size_t,
                              const ResultTolerance& tolerance) {
  double moved = 0;
  for (size_t i = 0; i < std::min(half.scores.size(), reference.scores.size()); ++i)
    moved = std::max(moved, std::abs(double{half.scores[i]} - double{reference.scores[i]}));
  const double allowed =
      std::clamp(kHalfFactor * moved, tolerance.scores, std::max(tolerance.scores, kMostHalfSteps * kHalfStep));
  ResultDifference result;
  const bool exclusive = reference.exclusive();
  result.actual_count = exclusive ? 1 : actual.labels.size();
  result.reference_count = exclusive ? 1 : reference.labels.size();
  result.note = fmt::format("f16 may move scores by {:.2g}", allowed);
  compare_scores(actual.scores, reference.scores, allowed, result);
  if (!result.problem.empty()) return result;
  if (!exclusive) {
    compare_labels(actual, reference, std::max(tolerance.scores, result.max_score), result);
    return result;
  }
  if (actual.label() == reference.label()) return result;
  // The best class may be another one only where both score nearly the same.
  const double lead = reference.scores.at(static_cast<size_t>(reference.label())) -
                      reference.scores.at(static_cast<size_t>(actual.label()));
  if (lead > 2 * result.max_score)
    result.problem = fmt::format("class {} instead of {}", actual.label(), reference.label());
  else
    result.note +=
        fmt::format("; class {} instead of {}, which scores {:.2g} more", actual.label(), reference.label(), lead);
  return result;
}

std::string describe_first(const Classes& first, const std::vector<Result>&) {
  if (!first.exclusive()) return fmt::format("{} positive classes of {}", first.labels.size(), first.scores.size());
  return fmt::format("class {} ({:.4f})", first.label(), first.scores.at(static_cast<size_t>(first.label())));
}

}  // namespace slipway::verify
