// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "slipway/result.h"
#include "verify/compare.h"

namespace slipway::verify {

/// Instances of two runs, matched by where they are.
struct PeopleDifference {
  double box = 0, keypoint = 0, score = 0;  ///< largest differences between matched instances
  double sum = 0;                           ///< of all the differences between them
  size_t matched = 0;
  size_t otherwise = 0;  ///< where the other run kept another candidate of the same place
  size_t faint = 0;      ///< without a counterpart, and too faint to ask for one
  std::string problem;   ///< an instance that must have a counterpart and has none
};

/// Instances that score at least this, or at least half of what the best one scores, must have a counterpart (boxes
/// that overlap by IoU 0.5), on both sides. Fainter ones lie near the score threshold of models, which rounding
/// crosses.
inline constexpr double kStatedScore = 0.1;

/// A pair whose values differ by more than `limits` counts as another choice, not as a difference; so does an instance
/// that another one of the other side overlaps and may have suppressed. Where a side has `limit` instances, those that
/// score as the last of them do need no counterpart.
PeopleDifference compare_people(const PoseResult& actual, const PoseResult& reference, size_t limit,
                                const ResultTolerance& limits);

}  // namespace slipway::verify
