// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/syntax/source.h"

#include <algorithm>

#include "base/error.h"
#include "config/python_text.h"

namespace slipway::config {
namespace {

/// A line that is shown is at most this long, so that a minified file does not fill the screen.
constexpr size_t kMaxShown = 160;

std::string_view line_of(std::string_view text, uint32_t line) {
  size_t start = 0;
  for (uint32_t i = 1; i < line; ++i) {
    const size_t end = text.find('\n', start);
    if (end == std::string_view::npos) return {};
    start = end + 1;
  }
  const size_t end = text.find('\n', start);
  std::string_view result = text.substr(start, end == std::string_view::npos ? end : end - start);
  return result;
}

/// Line ends of Windows ("\r\n") and of old Macs ("\r") as "\n", as Python reads text files.
std::string with_plain_line_ends(std::string text) {
  if (std::none_of(text.begin(), text.end(), [](char c) { return c == '\r'; })) return text;
  size_t to = 0;
  for (size_t from = 0; from < text.size(); ++from) {
    if (text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n') continue;
    text[to++] = text[from] == '\r' ? '\n' : text[from];
  }
  text.resize(to);
  return text;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Source::Source(std::string name, std::string text, uint16_t index)
    : name_(std::make_shared<const std::string>(std::move(name))),
      text_(with_plain_line_ends(std::move(text))),
      index_(index) {}

void Source::set_replaced(std::string text, std::vector<Edit> edits) {
  replaced_ = std::move(text);
  edits_ = std::move(edits);
}

void Source::check_encoding() const {
  uint32_t line = 1;
  size_t line_start = 0;
  for (size_t i = 0; i < text_.size();) {
    const unsigned char c = static_cast<unsigned char>(text_[i]);
    if (c == '\n') {
      ++line;
      line_start = i + 1;
    }
    uint32_t code_point = 0;
    const size_t length = c < 0x80 ? 1 : decode_utf8(text_, i, code_point);
    if (length == 0 || c == 0) {
      const size_t column = std::min<size_t>(i - line_start + 1, 0xffff);
      const Location where{name_, static_cast<int>(line), static_cast<int>(column)};
      throw Error(fmt::format("{}: {}", where.text(),
                              c == 0 ? "a null character; this is no text" : "the file is not in UTF-8"));
    }
    i += length;
  }
}

Location Source::location(Place place) const {
  Location result{name_, static_cast<int>(place.line), place.column};
  int shift = 0;
  const auto of_line = [](const Edit& edit, uint32_t line) { return edit.line < line; };
  for (auto at = std::lower_bound(edits_.begin(), edits_.end(), place.line, of_line); at != edits_.end(); ++at) {
    const Edit& edit = *at;
    if (edit.line != place.line || edit.column >= place.column) break;
    if (place.column < edit.column + edit.new_length) {
      result.column = static_cast<int>(edit.column) + shift;
      return result;
    }
    shift += static_cast<int>(edit.old_length) - static_cast<int>(edit.new_length);
  }
  result.column += shift;
  return result;
}

void Source::fail_at(Place place, const std::string& message) const {
  const Location where = location(place);
  std::string text = fmt::format("{}: {}", where.text(), message);
  std::string_view line = line_of(text_, place.line);
  size_t column = where.column > 0 ? static_cast<size_t>(where.column) - 1 : 0;
  size_t start = 0;
  if (line.size() > kMaxShown && column > kMaxShown / 2) start = std::min(column - kMaxShown / 2, line.size());
  while (start < line.size() && continues(line[start])) ++start;
  size_t length = std::min(line.size() - start, kMaxShown);
  while (start + length < line.size() && continues(line[start + length])) ++length;
  std::string shown(line.substr(start, length));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  if (!shown.empty())
    text += fmt::format("\n  {}\n  {}^", shown, std::string(column > start ? column - start : 0, ' '));
  throw Error(text);
}

}  // namespace slipway::config
