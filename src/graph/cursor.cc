// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/cursor.h"

#include <algorithm>

namespace slipway::graph {
namespace {

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

void Cursor::skip_spaces() {
  while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) ++position_;
}

bool Cursor::at_line_end() {
  skip_spaces();
  return at_end() || text_[position_] == '\n' || text_[position_] == '#';
}

char Cursor::peek() {
  skip_spaces();
  return ahead(0);
}

bool Cursor::accept(std::string_view token) {
  skip_spaces();
  if (text_.substr(position_, token.size()) != token) return false;
  position_ += token.size();
  return true;
}

void Cursor::expect(std::string_view token) {
  if (!accept(token)) error(fmt::format("expected '{}'", token));
}

std::string_view Cursor::peek_word() {
  skip_spaces();
  size_t end = position_;
  if (end < text_.size() && is_word_start(text_[end]))
    while (end < text_.size() && is_word_part(text_[end])) ++end;
  return text_.substr(position_, end - position_);
}

bool Cursor::accept_word(std::string_view word) {
  if (peek_word() != word) return false;
  position_ += word.size();
  return true;
}

std::string_view Cursor::word(const char* what) {
  const std::string_view result = peek_word();
  if (result.empty()) error(fmt::format("expected {}", what));
  position_ += result.size();
  return result;
}

std::string Cursor::string(char quote) {
  const size_t start = position_;
  if (peek() != quote) error(fmt::format("expected {}", quote));
  ++position_;
  std::string result;
  while (!at_end() && text_[position_] != quote && text_[position_] != '\n') {
    const char c = text_[position_++];
    if (c != '\\') {
      result += c;
      continue;
    }
    const char escape = ahead(0);
    ++position_;
    if (escape == 'n') {
      result += '\n';
    } else if (escape == 't') {
      result += '\t';
    } else if (escape == 'x' && hex_digit(ahead(0)) >= 0 && hex_digit(ahead(1)) >= 0) {
      result += static_cast<char>(hex_digit(ahead(0)) * 16 + hex_digit(ahead(1)));
      position_ += 2;
    } else if (escape == quote || escape == '\\') {
      result += escape;
    } else {
      error_at(position_ - 2, "unknown escape in a string");
    }
  }
  if (ahead(0) != quote) error_at(start, "string without an end");
  ++position_;
  return result;
}

void Cursor::error_at(size_t position, const std::string& what) const {
  position = std::min(position, text_.size());
  const std::string_view before = text_.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  throw TextError(fmt::format("line {}, column {}: {}", line, position - line_start + 1, what));
}

std::string in_quotes(std::string_view text, char quote) {
  std::string result(1, quote);
  for (char c : text) {
    if (c == quote || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + quote;
}

bool is_word(std::string_view text) {
  return !text.empty() && is_word_start(text.front()) && std::all_of(text.begin(), text.end(), is_word_part);
}

}  // namespace slipway::graph
