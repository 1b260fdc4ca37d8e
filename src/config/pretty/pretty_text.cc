// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "config/pretty/syntax_tree.h"
#include "config/value_access.h"

namespace slipway::config {

std::string pretty_text(const Value& config, PrettyStyle style) {
  std::vector<std::pair<std::string, const Value*>> entries;
  for (const auto& [key, value] : config.as_dict()) entries.emplace_back(key_text(key), &value);
  if (style == PrettyStyle::kSorted)
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (const auto& [name, value] : entries) {
    const auto tree = pretty::statement(name, *value, style);
    pretty::annotate(*tree);
    if (!text.empty()) text += '\n';
    text += pretty::layout(*tree);
  }
  return text;
}

}  // namespace slipway::config
