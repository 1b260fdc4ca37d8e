// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Integers beyond 64 bits. Configs hold them (seeds of 64 bits without a sign), but compute nothing with them: they
/// are values, kept as their decimal digits.
#pragma once

#include <string>
#include <string_view>

namespace slipway::config {

/// The most digits of one, as many as Python converts to text.
inline constexpr size_t kMaxIntegerDigits = 4300;

/// The decimal digits of an integer that is written in another base, without leading zeros.
/// @param digits of `base` (2 to 36), lower or upper case, with or without a minus in front; "" comes back for anything
/// else, and for more than kMaxIntegerDigits
std::string decimal_digits(std::string_view digits, int base);
/// "-" before, or no longer before.
std::string negated(std::string_view digits);

}  // namespace slipway::config
