// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

/// The alternative that `like` is of.
template <typename T>
const T& same_kind(const T&, const Result& other) {
  const T* found = std::get_if<T>(&other);
  if (found == nullptr) throw InternalError("results of two kinds cannot be compared");
  return *found;
}

}  // namespace

double worse(double so_far, double difference) {
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(so_far, difference);
}

ResultDifference compare(const Result& actual, const Result& reference, size_t limit,
                         const ResultTolerance& tolerance) {
  return std::visit([&](const auto& ours) { return compare(ours, same_kind(ours, reference), limit, tolerance); },
                    actual);
}

ResultDifference compare_half(const Result& actual, const Result& reference, const Result& half, double frame,
                              size_t limit, const ResultTolerance& tolerance) {
  return std::visit(
      [&](const auto& ours) {
        return compare_half(ours, same_kind(ours, reference), same_kind(ours, half), frame, limit, tolerance);
      },
      actual);
}

size_t count(const Result& result) {
  return std::visit(
      [](const auto& kind) -> size_t {
        if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, Instances>) return kind.size();
        return 1;
      },
      result);
}

std::string describe(const std::vector<Result>& results) {
  if (results.empty()) return "nothing";
  return std::visit([&](const auto& first) { return describe_first(first, results); }, results.front());
}

}  // namespace slipway::verify
