// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace slipway::config {

/// `repr(value)` of a Python float: the shortest digits that read back equal; "1e-05", "inf", "nan".
std::string float_repr(double value);
/// `repr(text)` of a Python str or bytes: single quotes where possible, escapes for what cannot be printed.
std::string string_repr(std::string_view text);
std::string bytes_repr(std::string_view text);

}  // namespace slipway::config
