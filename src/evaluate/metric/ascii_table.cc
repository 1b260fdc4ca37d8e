// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/ascii_table.h"

#include <algorithm>

namespace slipway::evaluate {
namespace {

/// Characters of a text in UTF-8, of which every one counts as one column.
size_t width_of(const std::string& text) {
  constexpr int kMask = 0xC0, kTail = 0x80;
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & kMask) != kTail; }));
}

}  // namespace

std::string ascii_table(const std::vector<std::vector<std::string>>& cells, bool footer) {
  std::vector<size_t> widths(cells.front().size(), 0);
  for (const auto& row : cells)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string frame = "+";
  for (size_t width : widths) frame += std::string(width + 2, '-') + "+";
  frame += "\n";
  std::string text = frame;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i == 1 || (footer && i > 1 && i + 1 == cells.size())) text += frame;
    text += "|";
    for (size_t j = 0; j < widths.size(); ++j)
      text += " " + cells[i][j] + std::string(widths[j] - width_of(cells[i][j]), ' ') + " |";
    text += "\n";
  }
  return text + frame;
}

}  // namespace slipway::evaluate
