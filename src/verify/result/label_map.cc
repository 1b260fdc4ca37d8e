// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "verify/half.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

/// A pixel whose two best classes score the same but for rounding may fall to either: one in so many may differ.
constexpr double kMostPixels = 1e-4;
/// In f16, as many as one in so many.
constexpr double kMostHalfPixels = 1e-2;

ResultDifference compare_pixels(const LabelMap& actual, const LabelMap& reference, double most) {
  ResultDifference result;
  result.actual_count = result.reference_count = 1;
  if (actual.height != reference.height || actual.width != reference.width ||
      actual.labels.size() != reference.labels.size()) {
    result.problem = fmt::format("a map of {}x{} px instead of {}x{}", actual.width, actual.height, reference.width,
                                 reference.height);
    return result;
  }
  size_t other = 0;
  for (size_t i = 0; i < actual.labels.size(); ++i) other += actual.labels[i] != reference.labels[i] ? 1 : 0;
  const double part =
      actual.labels.empty() ? 0 : static_cast<double>(other) / static_cast<double>(actual.labels.size());
  if (part > most)
    result.problem = fmt::format("{} of {} pixels are of another class, {:.3g} of all are allowed", other,
                                 actual.labels.size(), most);
  else if (other > 0)
    result.note = fmt::format("{} of {} pixels are of another class", other, actual.labels.size());
  return result;
}

}  // namespace

ResultDifference compare(const LabelMap& actual, const LabelMap& reference, size_t, const ResultTolerance&) {
  return compare_pixels(actual, reference, kMostPixels);
}

ResultDifference compare_half(const LabelMap& actual, const LabelMap& reference, const LabelMap&, double, size_t,
                              const ResultTolerance&) {
  return compare_pixels(actual, reference, kMostHalfPixels);
}

std::string describe_first(const LabelMap& first, const std::vector<Result>&) {
  return fmt::format("a class for each of {}x{} px", first.width, first.height);
}

}  // namespace slipway::verify
