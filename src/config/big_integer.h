// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Integers beyond 64 bits, kept as their decimal digits: configs hold them (seeds of 64 bits without a sign), and
/// hardly compute with them.
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

/// @name Arithmetic on decimal digits, with or without a minus
/// Zero is "0". The time is that of school: the product of the lengths.
/// @{
std::string sum_of(std::string_view a, std::string_view b);
std::string product_of(std::string_view a, std::string_view b);
bool is_less(std::string_view a, std::string_view b);
struct Division {
  std::string quotient, rest;
};
/// Rounded down, with a rest of the divisor's sign, as Python has it. @param b not zero
Division divide(std::string_view a, std::string_view b);
/// @}

}  // namespace slipway::config
