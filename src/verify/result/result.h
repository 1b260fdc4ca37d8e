// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How results of both sides are compared: one file for each kind of result. Limits are in the units that users care
/// about.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "slipway/result.h"

namespace slipway::verify {

struct ResultTolerance {
  double pixels = 1e-2;  ///< boxes and keypoints, image_px
  double scores = 1e-4;  ///< of instances, keypoints and classes
};

struct ResultDifference {
  size_t actual_count = 0;
  size_t reference_count = 0;
  double max_box = 0, max_keypoint = 0, max_score = 0;
  std::string problem;                      ///< "" where passed
  std::string note;                         ///< what else is worth saying of it
  bool reference_too = false;               ///< in f16: PyTorch's own run in it is as far off
  std::string run;                          ///< the run of PyTorch that it equals, where rounding alone moved a choice
  std::optional<ResultTolerance> rounding;  ///< the limits that the network's own rounding set, where they were needed
  bool passed() const { return problem.empty(); }
};

/// No table of instances is full.
inline constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();

/// @param reference PyTorch's, held to the limits of the deploy config as the exported model is
/// @param limit the most instances that the exported model gives: where both sides have that many, those that score as
/// the last one, within the tolerance, were chosen by rounding among others that do. A note says how many differ.
ResultDifference compare(const Result& actual, const Result& reference, size_t limit, const ResultTolerance& tolerance);

/// The same for a backend in f16 (half.h). @param half results of PyTorch's run with f16 @param frame longer side of
/// the image, px @param limit the most instances that the exported model gives
ResultDifference compare_half(const Result& actual, const Result& reference, const Result& half, double frame,
                              size_t limit, const ResultTolerance& tolerance);

/// What is lost where the class of each pixel is chosen before classes are enlarged, in a sentence; "" for nothing.
/// @param held as the deployed network does it @param whole PyTorch's own
std::string describe_enlarged(const Result& held, const Result& whole);

/// How many instances a result has; 1 for other kinds.
size_t count(const Result& result);

/// What came of a run in a few words: "7 instances on 2 images", "class 4 (0.1102)".
std::string describe(const std::vector<Result>& results);

/// @name The kinds. compare_half() of a kind gets the limits that f16 sets to begin with.
/// @{
ResultDifference compare(const Instances& actual, const Instances& reference, size_t limit,
                         const ResultTolerance& tolerance);
ResultDifference compare(const Classes& actual, const Classes& reference, size_t limit,
                         const ResultTolerance& tolerance);
ResultDifference compare(const LabelMap& actual, const LabelMap& reference, size_t limit,
                         const ResultTolerance& tolerance);
ResultDifference compare_half(const Instances& actual, const Instances& reference, const Instances& half, double frame,
                              size_t limit, const ResultTolerance& tolerance);
ResultDifference compare_half(const Classes& actual, const Classes& reference, const Classes& half, double frame,
                              size_t limit, const ResultTolerance& tolerance);
ResultDifference compare_half(const LabelMap& actual, const LabelMap& reference, const LabelMap& half, double frame,
                              size_t limit, const ResultTolerance& tolerance);
std::string describe_first(const Instances& first, const std::vector<Result>& all);
std::string describe_first(const Classes& first, const std::vector<Result>& all);
std::string describe_first(const LabelMap& first, const std::vector<Result>& all);
/// @}

/// The larger one; a NaN, which std::max would drop, counts as infinite.
double worse(double so_far, double difference);

}  // namespace slipway::verify
