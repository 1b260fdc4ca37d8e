// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "config/syntax/source.h"

namespace slipway::config {

/// A string token taken apart.
struct StringLiteral {
  std::string_view body;  ///< between the quotes
  bool raw = false;
  bool bytes = false;
  bool formatted = false;
};

StringLiteral open_string_literal(std::string_view token);

/// The text that a body stands for: escapes replaced, line breaks made '\n'.
/// @throws Error at `place` for a malformed escape, and for text that is not UTF-8
std::string decode_string_literal(std::string_view body, bool raw, bool bytes, const Source& source, Place place);

}  // namespace slipway::config
