// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace slipway::evaluate {

/// Sum of up to 128 values in numpy's order (eight running sums), so that equal input gives equal output to the last
/// bit; more values are summed in blocks, which may differ from numpy in the last bits.
template <typename T>
T sum_as_numpy(std::span<const T> values) {
  const size_t n = values.size();
  T sum = 0;
  if (n < 8) {
    for (T value : values) sum += value;
    return sum;
  }
  T part[8];
  for (size_t j = 0; j < 8; ++j) part[j] = values[j];
  size_t i = 8;
  for (; i + 8 <= n; i += 8) {
    for (size_t j = 0; j < 8; ++j) part[j] += values[i + j];
  }
  sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
  for (; i < n; ++i) sum += values[i];
  return sum;
}

}  // namespace slipway::evaluate
