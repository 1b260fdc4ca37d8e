// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::graph {

/// An Error that names a line and a column.
class TextError : public Error {
 public:
  using Error::Error;
};

/// Reads a text from left to right: what the parsers of graphs and of symbolic sizes share. Spaces and tabs between
/// tokens are skipped, line ends are not.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  void skip_spaces();
  bool at_end() const { return position_ >= text_.size(); }
  /// At the end of a line or of the text, or before a comment, after spaces.
  bool at_line_end();
  /// The next character after spaces; 0 at the end.
  char peek();
  /// The character `offset` places ahead, spaces included; 0 beyond the end.
  char ahead(size_t offset) const { return position_ + offset < text_.size() ? text_[position_ + offset] : '\0'; }

  /// Takes `token` where it stands next (after spaces).
  bool accept(std::string_view token);
  void expect(std::string_view token);
  /// Takes `word` where it stands next and no longer word does.
  bool accept_word(std::string_view word);
  /// [A-Za-z_][A-Za-z0-9_]*, without taking it; "" where none stands next.
  std::string_view peek_word();
  std::string_view word(const char* what);
  /// The longest run of characters for which `belongs` holds, from the current place; may be empty.
  template <typename Belongs>
  std::string_view run(Belongs belongs) {
    const size_t start = position_;
    while (position_ < text_.size() && belongs(text_[position_])) ++position_;
    return text_.substr(start, position_ - start);
  }
  /// A string between two `quote` characters, with C-like escapes (see in_quotes()).
  std::string string(char quote);

  size_t position() const { return position_; }
  void move_to(size_t position) { position_ = position; }
  std::string_view since(size_t start) const { return text_.substr(start, position_ - start); }

  /// Throws TextError: "line L, column C: <what>".
  [[noreturn]] void error(const std::string& what) const { error_at(position_, what); }
  [[noreturn]] void error_at(size_t position, const std::string& what) const;

 private:
  std::string_view text_;
  size_t position_ = 0;
};

/// `text` between two `quote` characters; quotes, backslashes and all that is not printable ASCII or UTF-8 are escaped.
/// Cursor::string reads it back exactly.
std::string in_quotes(std::string_view text, char quote);

bool is_word(std::string_view text);
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_word_part(char c) { return is_word_start(c) || is_digit(c); }

}  // namespace slipway::graph
