// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/syntax/source.h"

namespace slipway::config {

enum class TokenKind : uint8_t { kName, kNumber, kString, kOperator, kNewline, kIndent, kDedent, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Place place;
  std::string_view text;  ///< as written, with a string's prefix and quotes
};

/// Cuts Python source into tokens. Throws an Error with the place for what is no token, and for text that is not UTF-8.
class Lexer {
 public:
  /// Whole files have lines and indentation.
  explicit Lexer(const Source& source);
  /// A piece of an f-string: no lines, no indentation; `place` is where it starts.
  Lexer(const Source& source, std::string_view piece, Place place);

  std::vector<Token> run();

 private:
  void line_start();
  void one_token();
  void number();
  void string(size_t prefix_length);
  void name_or_string();
  size_t name_end() const;
  void check_name_character(size_t position, bool first) const;
  void op();
  void add(TokenKind kind, size_t start, Place place);
  Place here() const { return place_of(position_); }
  Place place_of(size_t position) const;
  void newline_at(size_t position);
  [[noreturn]] void fail_here(const std::string& message) const;
  char peek(size_t ahead = 0) const { return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0'; }

  const Source& source_;
  std::string_view text_;
  bool whole_file_;
  size_t position_ = 0;
  uint32_t line_ = 1;
  size_t line_begin_ = 0;
  size_t continuation_bytes_ = 0;  ///< of UTF-8, since the line began; columns count characters
  size_t column_offset_ = 0;
  std::vector<char> brackets_;
  std::vector<Place> bracket_places_;
  std::vector<size_t> indents_{0};
  std::vector<Token> tokens_;
};

}  // namespace slipway::config
