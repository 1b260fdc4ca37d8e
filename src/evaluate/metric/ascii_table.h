// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace slipway::evaluate {

/// A table with a frame of +, - and |, cells to the left, as the libraries' metrics print them. Lines end in \n.
/// @param cells rows of equal length, the first one the titles
/// @param footer whether a line stands above the last row
std::string ascii_table(const std::vector<std::vector<std::string>>& cells, bool footer = false);

}  // namespace slipway::evaluate
