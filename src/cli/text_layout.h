// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::cli {

/// Columns of the terminal that standard output is, else of COLUMNS, else 80; between 60 and 120, beyond which text is
/// hard to read.
size_t terminal_width();

/// Breaks text between words. `column` is where its first line begins, `indent` where the others do, in columns; words
/// that are too long for a line stay whole, and line breaks of the text itself stay.
std::string wrap(std::string_view text, size_t column, size_t indent, size_t width);

}  // namespace slipway::cli
