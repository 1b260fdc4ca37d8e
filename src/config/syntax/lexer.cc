// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/syntax/lexer.h"

#include <algorithm>
#include <array>
#include <limits>

#include "config/python_text.h"
#include "config/syntax/identifiers.h"

namespace slipway::config {
namespace {

constexpr size_t kMaxBrackets = 200;
constexpr size_t kMaxIndents = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Longest first, so that the first match is the right one.
constexpr std::array<std::string_view, 48> kOperators = {
    "**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "->", "+=", "-=",
    "*=",  "/=",  "%=",  "&=",  "|=",  "^=", "@=", ":=", "+",  "-",  "*",  "/",  "%",  "@",  "&",  "|",
    "^",   "~",   "<",   ">",   "(",   ")",  "[",  "]",  "{",  "}",  ",",  ":",  ".",  ";",  "=",  "!"};

}  // namespace

Lexer::Lexer(const Source& source) : source_(source), text_(source.text()), whole_file_(true) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
}

Lexer::Lexer(const Source& source, std::string_view piece, Place place)
    : source_(source), text_(piece), whole_file_(false), line_(place.line), column_offset_(place.column - 1) {}

/// Of a position on this line that is not before the present one.
Place Lexer::place_of(size_t position) const {
  const auto begin = text_.begin() + static_cast<long>(position_);
  const auto ahead = std::count_if(begin, text_.begin() + static_cast<long>(position), is_continuation);
  const size_t column = position - line_begin_ - continuation_bytes_ - static_cast<size_t>(ahead) + column_offset_ + 1;
  return {source_.index(), static_cast<uint16_t>(std::min<size_t>(column, std::numeric_limits<uint16_t>::max())),
          line_};
}

void Lexer::fail_here(const std::string& message) const { source_.fail_at(here(), message); }

void Lexer::add(TokenKind kind, size_t start, Place place) {
  tokens_.push_back({kind, place, text_.substr(start, position_ - start)});
}

/// The line break at `position` (a '\n') has been passed.
void Lexer::newline_at(size_t position) {
  ++line_;
  line_begin_ = position + 1;
  continuation_bytes_ = 0;
  column_offset_ = 0;
}

std::vector<Token> Lexer::run() {
  tokens_.reserve(text_.size() / 4 + 8);
  bool at_line_start = whole_file_;
  while (true) {
    if (at_line_start && brackets_.empty()) {
      line_start();
      at_line_start = false;
    }
    if (position_ >= text_.size()) break;
    const char c = text_[position_];
    if (c == ' ' || c == '\t' || c == '\f') {
      ++position_;
    } else if (c == '#') {
      while (position_ < text_.size() && text_[position_] != '\n') {
        if (is_continuation(text_[position_])) ++continuation_bytes_;
        ++position_;
      }
    } else if (c == '\n') {
      if (whole_file_ && brackets_.empty()) {
        const Place place = here();
        if (!tokens_.empty() && tokens_.back().kind != TokenKind::kNewline &&
            tokens_.back().kind != TokenKind::kIndent && tokens_.back().kind != TokenKind::kDedent)
          tokens_.push_back({TokenKind::kNewline, place, {}});
        at_line_start = true;
      }
      ++position_;
      newline_at(position_ - 1);
    } else if (c == '\\' && peek(1) == '\n') {
      position_ += 2;
      newline_at(position_ - 1);
    } else {
      one_token();
    }
  }
  if (!brackets_.empty())
    source_.fail_at(bracket_places_.back(), fmt::format("'{}' was never closed", brackets_.back()));
  if (whole_file_) {
    if (!tokens_.empty() && tokens_.back().kind != TokenKind::kNewline)
      tokens_.push_back({TokenKind::kNewline, here(), {}});
    for (; indents_.size() > 1; indents_.pop_back()) tokens_.push_back({TokenKind::kDedent, here(), {}});
  }
  tokens_.push_back({TokenKind::kEnd, here(), {}});
  return std::move(tokens_);
}

void Lexer::line_start() {
  size_t width = 0;
  size_t position = position_;
  for (; position < text_.size(); ++position) {
    const char c = text_[position];
    if (c == ' ')
      ++width;
    else if (c == '\t')
      width = (width / 8 + 1) * 8;
    else if (c == '\f')
      width = 0;
    else
      break;
  }
  position_ = position;
  // Blank lines and comments do not count for indentation.
  if (position >= text_.size() || text_[position] == '\n' || text_[position] == '#') return;
  if (width > indents_.back()) {
    if (indents_.size() >= kMaxIndents) fail_here("too many levels of indentation");
    indents_.push_back(width);
    tokens_.push_back({TokenKind::kIndent, here(), {}});
    return;
  }
  while (width < indents_.back()) {
    indents_.pop_back();
    tokens_.push_back({TokenKind::kDedent, here(), {}});
  }
  if (width != indents_.back()) fail_here("unindent does not match any outer level of indentation");
}

void Lexer::one_token() {
  const char c = text_[position_];
  if (is_digit(c) || (c == '.' && is_digit(peek(1))))
    number();
  else if (c == '"' || c == '\'')
    string(0);
  else if (is_name_start(c))
    name_or_string();
  else
    op();
}

void Lexer::number() {
  const size_t start = position_;
  const Place place = here();
  const auto digits = [&](auto&& accept) {
    while (accept(peek()) || (peek() == '_' && accept(peek(1)))) ++position_;
  };
  const char second = static_cast<char>(peek(1) | 0x20);
  if (peek() == '0' && (second == 'x' || second == 'o' || second == 'b')) {
    position_ += 2;
    if (peek() == '_') ++position_;
    const size_t first_digit = position_;
    if (second == 'x')
      digits(is_hex);
    else if (second == 'o')
      digits([](char d) { return d >= '0' && d <= '7'; });
    else
      digits([](char d) { return d == '0' || d == '1'; });
    if (position_ == first_digit) fail_here("a number with no digits");
  } else {
    digits(is_digit);
    if (peek() == '.') {
      ++position_;
      digits(is_digit);
    }
    if ((peek() | 0x20) == 'e' && (is_digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))))) {
      position_ += 2;
      digits(is_digit);
    }
    if ((peek() | 0x20) == 'j') fail_here("complex numbers are not part of the config language");
  }
  if (is_name_part(peek())) {
    // "1if x else y" is Python, if a strange one; only a keyword may follow directly.
    const size_t end = name_end();
    const std::string_view word = text_.substr(position_, end - position_);
    if (word != "if" && word != "else" && word != "or" && word != "and" && word != "in" && word != "is" &&
        word != "for" && word != "not")
      fail_here("a number ends in a letter");
  }
  add(TokenKind::kNumber, start, place);
}

/// Python takes all bytes beyond ASCII for parts of a name, and then looks what they are.
void Lexer::check_name_character(size_t position, bool first) const {
  uint32_t code_point = 0;
  const size_t length = decode_utf8(text_, position, code_point);
  const NameCharacter sort = name_character(code_point);
  const std::string_view shown = text_.substr(position, length);
  if (sort == NameCharacter::kNone || (first && sort == NameCharacter::kContinue))
    source_.fail_at(place_of(position), is_printable(code_point)
                                            ? fmt::format("invalid character '{}' (U+{:04X})", shown, code_point)
                                            : fmt::format("invalid non-printable character U+{:04X}", code_point));
  if (sort == NameCharacter::kAlteredStart || sort == NameCharacter::kAlteredContinue)
    source_.fail_at(place_of(position),
                    fmt::format("the character '{}' (U+{:04X}) in a name is one that Python reads as another (NFKC); "
                                "write the plain one",
                                shown, code_point));
}

size_t Lexer::name_end() const {
  size_t end = position_;
  while (end < text_.size() && is_name_part(text_[end])) ++end;
  for (size_t i = position_; i < end; ++i)
    if (static_cast<unsigned char>(text_[i]) >= 0x80 && !is_continuation(text_[i]))
      check_name_character(i, i == position_);
  return end;
}

void Lexer::name_or_string() {
  const size_t end = name_end();
  const size_t length = end - position_;
  if (end < text_.size() && length <= 2 && (text_[end] == '"' || text_[end] == '\'')) {
    const std::string_view prefix = text_.substr(position_, length);
    const bool known = std::all_of(prefix.begin(), prefix.end(), [](char c) {
      return std::string_view("rRbBfFuU").find(c) != std::string_view::npos;
    });
    if (known) return string(length);
  }
  const size_t start = position_;
  const Place place = here();
  continuation_bytes_ += static_cast<size_t>(
      std::count_if(text_.begin() + static_cast<long>(start), text_.begin() + static_cast<long>(end), is_continuation));
  position_ = end;
  add(TokenKind::kName, start, place);
}

void Lexer::string(size_t prefix_length) {
  const size_t start = position_;
  const Place place = here();
  position_ += prefix_length;
  const char quote = text_[position_];
  const bool triple = peek(1) == quote && peek(2) == quote;
  position_ += triple ? 3 : 1;
  while (true) {
    if (position_ >= text_.size()) source_.fail_at(place, "this string is never closed");
    const char c = text_[position_];
    if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
      position_ += triple ? 3 : 1;
      break;
    }
    if (is_continuation(c)) ++continuation_bytes_;
    if (c == '\\' && position_ + 1 < text_.size()) {
      ++position_;
    } else if (c == '\n' && !triple) {
      source_.fail_at(place, "this string is never closed on its line");
    }
    if (text_[position_] == '\n') newline_at(position_);
    ++position_;
  }
  add(TokenKind::kString, start, place);
}

void Lexer::op() {
  const std::string_view rest = text_.substr(position_);
  for (const std::string_view candidate : kOperators) {
    if (rest.substr(0, candidate.size()) != candidate) continue;
    const size_t start = position_;
    const Place place = here();
    const char c = candidate[0];
    if (candidate.size() == 1 && (c == '(' || c == '[' || c == '{')) {
      if (brackets_.size() >= kMaxBrackets) fail_here("brackets are nested too deeply");
      brackets_.push_back(c);
      bracket_places_.push_back(place);
    } else if (candidate.size() == 1 && (c == ')' || c == ']' || c == '}')) {
      const char open = c == ')' ? '(' : c == ']' ? '[' : '{';
      if (brackets_.empty()) fail_here(fmt::format("unmatched '{}'", c));
      if (brackets_.back() != open)
        fail_here(
            fmt::format("'{}' does not close the '{}' of line {}", c, brackets_.back(), bracket_places_.back().line));
      brackets_.pop_back();
      bracket_places_.pop_back();
    }
    position_ += candidate.size();
    add(TokenKind::kOperator, start, place);
    return;
  }
  const unsigned char c = static_cast<unsigned char>(text_[position_]);
  if (c >= ' ' && c < 0x7f) fail_here(fmt::format("unexpected character '{}'", static_cast<char>(c)));
  fail_here(fmt::format("unexpected character 0x{:02x}", c));
}

}  // namespace slipway::config
