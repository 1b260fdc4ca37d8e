// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace slipway::evaluate {

/// Sum of values in numpy's order, so that equal input gives equal output to the last bit: eight running sums over up
/// to 128 values, halves of more.
template <typename T>
T sum_as_numpy(std::span<const T> values) {
  constexpr size_t kBlock = 128;
  const size_t n = values.size();
  if (n > kBlock) {
    const size_t half = n / 2 / 8 * 8;
    return sum_as_numpy(values.first(half)) + sum_as_numpy(values.subspan(half));
  }
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
