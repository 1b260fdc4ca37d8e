// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::config {

/// `repr(value)` of a Python float: the shortest digits that read back equal; "1e-05", "inf", "nan".
std::string float_repr(double value);
/// `repr(text)` of a Python str or bytes: single quotes where possible, escapes for what cannot be printed.
std::string string_repr(std::string_view text);
std::string bytes_repr(std::string_view text);
/// Reads the UTF-8 character at text[i]; its length in bytes, 0 where the bytes are no UTF-8.
size_t decode_utf8(std::string_view text, size_t i, uint32_t& code_point);
/// Python's str.isprintable of one character, as far as unprintable ones occur in practice: controls, separators,
/// surrogates and private areas.
bool is_printable(uint32_t code_point);
/// Python's str.isidentifier.
bool is_identifier(std::string_view text);

}  // namespace slipway::config
