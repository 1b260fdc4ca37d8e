// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Numbers as Python and numpy print and round them, where a metric shows them so.
#pragma once

#include <string>

namespace slipway::evaluate {

/// A float as `repr` prints it: the fewest digits that read back equal, always with a point or an exponent.
std::string python_text(double value);
/// `round` of a Python float: of the decimal numbers with that many digits the nearest one to the exact value.
double round_as_python(double value, int digits);
/// numpy's `round`, which goes through the product.
double round_as_numpy(double value, int digits);

}  // namespace slipway::evaluate
