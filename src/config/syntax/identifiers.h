// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace slipway::config {

/// What a character beyond ASCII is in a Python name.
enum class NameCharacter : uint8_t {
  kNone,             ///< no part of a name: spaces, punctuation, emoji, invisible ones
  kContinue,         ///< not as the first
  kStart,            ///< anywhere
  kAlteredContinue,  ///< the same, but Python reads another character (NFKC: a full-width digit as the plain one), or
                     ///< may
  kAlteredStart,
};
NameCharacter name_character(uint32_t code_point);
/// @name Python's str.isalnum and str.isdecimal of one character beyond ASCII
/// @{
bool is_letter_or_number(uint32_t code_point);
bool is_decimal_digit(uint32_t code_point);
/// @}

}  // namespace slipway::config
