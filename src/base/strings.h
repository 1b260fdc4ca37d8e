// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// The up to `limit` names of `known` that are nearest to `name` (edit distance, ignoring case), best first; none that
/// are too far to be meant.
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known, size_t limit = 3);

/// "; did you mean 'a' or 'b'?", or, where nothing is near and `known` is short, "; known: a, b, c", else "".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

/// "'a', 'b' or 'c'".
std::string quoted_choice(const std::vector<std::string>& names);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
bool starts_with(std::string_view text, std::string_view prefix);
bool ends_with(std::string_view text, std::string_view suffix);
std::string to_lower(std::string_view text);

}  // namespace slipway
