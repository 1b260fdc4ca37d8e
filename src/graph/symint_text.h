// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/cursor.h"
#include "graph/symint.h"

namespace slipway::graph {

/// Reads a symbolic integer from the current place on, as far as it goes.
SymInt read_symint(Cursor& cursor, const std::vector<std::string>& axis_names);

/// True where one stands next: a digit, a sign before one, or an axis name (a plain word among `axis_names` or one in
/// backticks).
bool symint_is_next(Cursor& cursor, const std::vector<std::string>& axis_names);

/// Words that stand for other things in the text form, so that axes of these names are written in backticks.
bool is_reserved(std::string_view word);

}  // namespace slipway::graph
