// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

/// Arithmetic of sizes as Python does it.
namespace slipway::model {

/// `int(size * factor)`: truncates.
inline int64_t scaled(int64_t size, double factor) { return static_cast<int64_t>(static_cast<double>(size) * factor); }

/// `round(value)`: halves go to the even neighbour.
inline int64_t round_half_even(double value) { return static_cast<int64_t>(std::nearbyint(value)); }

/// The multiple of `divisor` that is nearest to `value`, at least `divisor` and no more than a tenth below `value`: how
/// widths of channels are rounded.
inline int64_t make_divisible(double value, int64_t divisor) {
  const auto nearest = static_cast<int64_t>(value + static_cast<double>(divisor) / 2) / divisor * divisor;
  const int64_t result = std::max(divisor, nearest);
  return static_cast<double>(result) < 0.9 * value ? result + divisor : result;
}

}  // namespace slipway::model
