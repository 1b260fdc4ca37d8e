// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace slipway::profile {

double percentile(const std::vector<double>& sorted, double percent) {
  require(!sorted.empty() && percent >= 0 && percent <= 100, "a percentile needs values and a part of them");
  const double rank = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(rank);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Statistics summarize(std::vector<double> values) {
  require(!values.empty(), "statistics need values");
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  Statistics result;
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
  result.min = values.front();
  result.max = values.back();
  result.p10 = percentile(values, 10);
  result.p50 = percentile(values, 50);
  result.p90 = percentile(values, 90);
  result.p99 = percentile(values, 99);
  return result;
}

}  // namespace slipway::profile
