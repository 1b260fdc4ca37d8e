// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace slipway::profile {

/// What a list of times comes to, in the unit of the times.
struct Statistics {
  double mean = 0, deviation = 0;  ///< deviation: the standard deviation of the sample (n - 1), 0 for a single value
  double min = 0, max = 0;
  double p10 = 0, p50 = 0, p90 = 0, p99 = 0;  ///< see percentile()
};

/// The value below which the part `percent` of the values lies, by linear interpolation between the two nearest ranks
/// (rank = percent / 100 * (n - 1), from 0), as numpy's default does.
/// @param sorted ascending, not empty
/// @param percent in [0,100]
double percentile(const std::vector<double>& sorted, double percent);

/// @param values in any order, not empty
Statistics summarize(std::vector<double> values);

}  // namespace slipway::profile
