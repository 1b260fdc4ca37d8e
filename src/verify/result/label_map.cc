// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "verify/compare.h"
#include "verify/half.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

/// Where only classes are known, a pixel whose two best classes score the same but for rounding may fall to either: one
/// in so many may differ.
constexpr double kMostPixels = 1e-4;
/// In f16, as many as one in so many.
constexpr double kMostHalfPixels = 1e-2;

bool of_one_size(const LabelMap& actual, const LabelMap& reference, ResultDifference& result) {
  if (actual.height == reference.height && actual.width == reference.width &&
      actual.labels.size() == reference.labels.size())
    return true;
  result.problem =
      fmt::format("a map of {}x{} px instead of {}x{}", actual.width, actual.height, reference.width, reference.height);
  return false;
}

double part_of(size_t count, const LabelMap& map) {
  return map.labels.empty() ? 0 : static_cast<double>(count) / static_cast<double>(map.labels.size());
}

/// Scores of both sides may be off by what verification of the graph allows, so that classes which are as near as twice
/// that may change places.
double nearest_lead(const LabelMap& reference) {
  const Tolerance plain;
  float scale = 0;
  for (float lead : reference.leads)
    if (std::isfinite(lead)) scale = std::max(scale, lead);
  return 2 * (plain.atol + plain.rtol * double{scale});
}

ResultDifference compare_pixels(const LabelMap& actual, const LabelMap& reference, double most) {
  ResultDifference result;
  result.actual_count = result.reference_count = 1;
  if (!of_one_size(actual, reference, result)) return result;
  const bool known = reference.leads.size() == reference.labels.size();
  const double nearest = known ? nearest_lead(reference) : 0;
  size_t other = 0, ties = 0;
  double largest = 0;
  for (size_t i = 0; i < actual.labels.size(); ++i) {
    if (actual.labels[i] == reference.labels[i]) continue;
    ++other;
    if (!known) continue;
    if (reference.leads[i] <= nearest && reference.runners_up[i] == actual.labels[i])
      ++ties;
    else
      largest = std::max(largest, double{reference.leads[i]});
  }
  if (other == 0) {
    result.note = fmt::format("all {} pixels are of the same class", actual.labels.size());
    return result;
  }
  const std::string counted = fmt::format("{} of {} pixels are of another class", other, actual.labels.size());
  const std::string tied =
      known ? fmt::format(", {} of them ties within rounding (the two best classes within {:.2g})", ties, nearest) : "";
  if (known && most <= kMostPixels ? ties < other : part_of(other, actual) > most) {
    result.problem = counted + tied;
    if (known) result.problem += fmt::format("; PyTorch is surer of others, by up to {:.3g}", largest);
    if (!known || most > kMostPixels) result.problem += fmt::format("; {:.3g} of all are allowed", most);
  } else {
    result.note = counted + tied;
  }
  return result;
}

}  // namespace

ResultDifference compare(const LabelMap& actual, const LabelMap& reference, size_t, const ResultTolerance&) {
  return compare_pixels(actual, reference, kMostPixels);
}

ResultDifference compare_half(const LabelMap& actual, const LabelMap& reference, const LabelMap& half, double, size_t,
                              const ResultTolerance&) {
  size_t moved = 0;
  for (size_t i = 0; i < std::min(half.labels.size(), reference.labels.size()); ++i)
    moved += half.labels[i] != reference.labels[i] ? 1 : 0;
  // As for scores: twice what f16 does to PyTorch's own result.
  const double most = std::clamp(kHalfFactor * part_of(moved, reference), 2 * kMostPixels, kMostHalfPixels);
  ResultDifference result = compare_pixels(actual, reference, most);
  if (result.passed() && !result.note.empty())
    result.note += fmt::format("; f16 moves {} pixels in PyTorch's own run", moved);
  return result;
}

std::string describe_enlarged(const Result& held, const Result& whole) {
  const auto* ours = std::get_if<LabelMap>(&held);
  const auto* theirs = std::get_if<LabelMap>(&whole);
  if (ours == nullptr || theirs == nullptr || ours->labels.size() != theirs->labels.size()) return "";
  size_t other = 0;
  for (size_t i = 0; i < ours->labels.size(); ++i) other += ours->labels[i] != theirs->labels[i] ? 1 : 0;
  if (other == 0) return "";
  return fmt::format(
      "classes are chosen in the network's input and then enlarged, which PyTorch does with scores: {} of {} pixels "
      "({:.2f} %) are of another class than PyTorch's; codebase_config.with_argmax=False avoids it",
      other, ours->labels.size(), 100 * part_of(other, *ours));
}

std::string describe_first(const LabelMap& first, const std::vector<Result>&) {
  return fmt::format("a class for each of {}x{} px", first.width, first.height);
}

}  // namespace slipway::verify
