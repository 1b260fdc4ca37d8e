// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

/// Arithmetic of sizes as Python does it.
namespace slipway::model {

/// `int(size * factor)`: truncates.
inline int64_t scaled(int64_t size, double factor) { return static_cast<int64_t>(static_cast<double>(size) * factor); }

/// `round(value)`: halves go to the even neighbour.
inline int64_t round_half_even(double value) { return static_cast<int64_t>(std::nearbyint(value)); }

}  // namespace slipway::model
