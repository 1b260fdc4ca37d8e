// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/text_layout.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace slipway::cli {
namespace {

/// Columns on a terminal, counting characters of UTF-8, not their bytes.
size_t text_columns(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace

size_t terminal_width() {
  constexpr size_t kDefault = 80, kLeast = 60, kMost = 120;
  size_t width = 0;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (const char* columns = std::getenv("COLUMNS"); width == 0 && columns != nullptr)
    width = std::strtoul(columns, nullptr, 10);
  return width == 0 ? kDefault : std::clamp(width, kLeast, kMost);
}

std::string wrap(std::string_view text, size_t column, size_t indent, size_t width) {
  std::string result;
  bool first_of_line = true;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\n') {
      result += "\n" + std::string(indent, ' ');
      column = indent;
      first_of_line = true;
      ++at;
      continue;
    }
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::string_view word = text.substr(at, text.find_first_of(" \n", at) - at);
    const size_t columns = text_columns(word);
    if (!first_of_line && column + 1 + columns > width) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!first_of_line) {
      result += ' ';
      ++column;
    }
    result += word;
    column += columns;
    first_of_line = false;
    at += word.size();
  }
  return result;
}

}  // namespace slipway::cli
