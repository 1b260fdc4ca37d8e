// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "slipway/result.h"
#include "verify/result/result.h"

namespace slipway::verify {

/// Whether both instances are of one class, or no classes are there to tell them apart.
bool same_label(const Instances& a, size_t i, const Instances& b, size_t j);

/// Largest differences between two instances; infinite where a value is no number.
struct InstanceDifference {
  double box = 0, keypoint = 0, score = 0;
  double sum = 0;  ///< of all differences
};
InstanceDifference compare_instance(const Instances& a, size_t i, const Instances& b, size_t j);

/// Instances of two runs, matched by where they are.
struct MatchDifference {
  double box = 0, keypoint = 0, score = 0;  ///< largest differences between matched instances
  double sum = 0;                           ///< of all the differences between them
  size_t matched = 0;
  size_t other_choices = 0;  ///< where the other run kept another candidate of the same place
  size_t low_scores = 0;     ///< without a counterpart, and of too low a score to ask for one
  std::string problem;       ///< an instance that must have a counterpart and has none
};

/// Instances that score at least this, or at least half of what the best one scores, must have a counterpart (boxes
/// that overlap by IoU 0.5, of the same class), on both sides. Lower ones lie near the score threshold of models, which
/// rounding crosses.
inline constexpr double kStatedScore = 0.1;

/// A pair whose values differ by more than `limits` counts as another choice, not as a difference; so does an instance
/// that another one of the other side overlaps and may have suppressed. Where a side has `limit` instances, those that
/// score as the last of them do need no counterpart.
MatchDifference match_instances(const Instances& actual, const Instances& reference, size_t limit,
                                const ResultTolerance& limits);

/// A backend in f16 against PyTorch in f32, by what PyTorch's own run in f16 moves.
struct MatchVerdict {
  MatchDifference difference;  ///< as far as it can be f16's
  ResultTolerance limits;
  std::string problem, note;
  bool reference_too = false;  ///< PyTorch's own run in f16 is as far off
};
/// @param frame longer side of the frame that positions are in, px
MatchVerdict judge(const Instances& actual, const Instances& reference, const Instances& half, double frame,
                   size_t limit, const ResultTolerance& plain);

}  // namespace slipway::verify
