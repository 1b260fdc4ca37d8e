// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <tuple>

#include "base/error.h"
#include "base/utf8.h"

namespace slipway::evaluate {
namespace {

constexpr int kMaxDepth = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct JsonEncoding {
  size_t unit;  ///< bytes of one code unit: 1, 2 or 4
  bool big_endian;
  size_t mark;  ///< bytes of the byte order mark
};

/// By the mark, or by where the zero bytes are: JSON begins with two ASCII characters, or is one.
JsonEncoding encoding_of(std::string_view text) {
  using namespace std::string_view_literals;
  for (const auto& [mark, unit, big_endian] : {std::tuple{"\x00\x00\xFE\xFF"sv, size_t{4}, true},
                                               {"\xFF\xFE\x00\x00"sv, 4, false},
                                               {"\xFE\xFF"sv, 2, true},
                                               {"\xFF\xFE"sv, 2, false},
                                               {"\xEF\xBB\xBF"sv, 1, false}})
    if (text.substr(0, mark.size()) == mark) return {unit, big_endian, mark.size()};
  const auto zero = [&](size_t i) { return i < text.size() && text[i] == '\0'; };
  if (text.size() >= 4) {
    if (zero(0)) return {zero(1) ? size_t{4} : size_t{2}, true, 0};
    if (zero(1)) return {zero(2) && zero(3) ? size_t{4} : size_t{2}, false, 0};
  } else if (text.size() == 2 && (zero(0) || zero(1))) {
    return {2, zero(0), 0};
  }
  return {1, false, 0};
}

/// UTF-16 or UTF-32 as UTF-8.
std::string to_utf8(std::string_view text, const JsonEncoding& encoding) {
  const char* name = encoding.unit == 2 ? "UTF-16" : "UTF-32";
  text.remove_prefix(encoding.mark);
  if (text.size() % encoding.unit != 0) fail("the text is in {}, but cut off within a character", name);
  const auto unit_at = [&](size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < encoding.unit; ++i) {
      const size_t from = encoding.big_endian ? i : encoding.unit - 1 - i;
      value = value << 8 | static_cast<unsigned char>(text[at + from]);
    }
    return value;
  };
  std::string result;
  result.reserve(text.size() / encoding.unit);
  for (size_t at = 0; at < text.size(); at += encoding.unit) {
    uint32_t code = unit_at(at);
    if (encoding.unit == 2 && code >= 0xD800 && code < 0xDC00 && at + 2 < text.size()) {
      const uint32_t low = unit_at(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
      fail("the text is in {}, but damaged at byte {}", name, at + encoding.mark);
    append_utf8(result, code);
  }
  return result;
}

}  // namespace

JsonReader::JsonReader(std::string_view text) {
  const JsonEncoding encoding = encoding_of(text);
  if (encoding.unit == 1) {
    text.remove_prefix(encoding.mark);
  } else {
    converted_ = to_utf8(text, encoding);
    text = converted_;
  }
  begin_ = at_ = text.data();
  end_ = begin_ + text.size();
}

const char* name_of(JsonReader::Kind kind) {
  switch (kind) {
    case JsonReader::Kind::kObject:
      return "an object";
    case JsonReader::Kind::kArray:
      return "a list";
    case JsonReader::Kind::kString:
      return "a string";
    case JsonReader::Kind::kNumber:
      return "a number";
    case JsonReader::Kind::kBool:
      return "a boolean";
    case JsonReader::Kind::kNull:
      return "null";
  }
  return "a value";
}

void JsonReader::fail_here(const char* what) const {
  const auto line = 1 + std::count(begin_, at_, '\n');
  const char* start = at_;
  while (start != begin_ && start[-1] != '\n') --start;
  fail("not valid JSON at line {}, column {}: {}", line, at_ - start + 1, at_ == end_ ? "the text ends" : what);
}

void JsonReader::skip_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

JsonReader::Kind JsonReader::peek() {
  skip_space();
  if (at_ == end_) fail_here("");
  switch (*at_) {
    case '{':
      return Kind::kObject;
    case '[':
      return Kind::kArray;
    case '"':
      return Kind::kString;
    case 't':
    case 'f':
      return Kind::kBool;
    case 'n':
      return Kind::kNull;
    default:
      if (*at_ != '-' && !is_digit(*at_) && !starts("NaN") && !starts("Infinity")) fail_here("a value is missing");
      return Kind::kNumber;
  }
}

void JsonReader::enter(char bracket) {
  skip_space();
  if (at_ == end_ || *at_ != bracket) fail_here(bracket == '{' ? "an object is missing" : "a list is missing");
  if (++depth_ > kMaxDepth) fail_here("too many brackets in each other");
  ++at_;
}

bool JsonReader::next_entry(char bracket, bool first) {
  skip_space();
  if (at_ != end_ && *at_ == bracket) {
    ++at_;
    --depth_;
    return false;
  }
  if (first) return true;
  if (at_ == end_ || *at_ != ',') fail_here("a comma or the closing bracket is missing");
  ++at_;
  return true;
}

std::string_view JsonReader::key_of_entry() {
  skip_space();
  if (at_ == end_ || *at_ != '"') fail_here("a key is missing");
  const std::string_view key = string();
  skip_space();
  if (at_ == end_ || *at_ != ':') fail_here("a colon is missing");
  ++at_;
  return key;
}

JsonReader::Number JsonReader::number() {
  skip_space();
  const char* start = at_;
  const auto digits = [this] {
    if (at_ == end_ || !is_digit(*at_)) fail_here("a digit is missing");
    while (at_ != end_ && is_digit(*at_)) ++at_;
  };
  if (starts("NaN")) {
    at_ += 3;
    return {std::numeric_limits<double>::quiet_NaN(), false, 0};
  }
  if (at_ != end_ && *at_ == '-') ++at_;
  if (starts("Infinity")) {
    const double infinity = std::numeric_limits<double>::infinity();
    const bool negative = *start == '-';
    at_ += 8;
    return {negative ? -infinity : infinity, false, 0};
  }
  const bool leading_zero = at_ != end_ && *at_ == '0';
  if (leading_zero) {
    ++at_;
  } else {
    digits();
  }
  bool written_whole = true;
  if (at_ != end_ && *at_ == '.') {
    written_whole = false;
    ++at_;
    digits();
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    written_whole = false;
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    digits();
  }
  Number number;
  if (written_whole) {
    const auto [stop, error] = std::from_chars(start, at_, number.whole);
    if (error == std::errc()) {
      number.value = static_cast<double>(number.whole);
      number.is_whole = true;
      return number;
    }
  }
  const auto [stop, error] = std::from_chars(start, at_, number.value);
  // Too small is zero, too large is infinite.
  if (error != std::errc()) number.value = std::strtod(std::string(start, at_).c_str(), nullptr);
  constexpr double kExact = 9007199254740992;  // 2^53
  number.is_whole = number.value == std::floor(number.value) && std::abs(number.value) <= kExact;
  if (number.is_whole) number.whole = static_cast<int64_t>(number.value);
  return number;
}

std::string_view JsonReader::string() {
  skip_space();
  if (at_ == end_ || *at_ != '"') fail_here("a string is missing");
  ++at_;
  const char* start = at_;
  const auto plain = [this] {
    return at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20;
  };
  while (plain()) ++at_;
  if (at_ != end_ && *at_ == '"') return {start, static_cast<size_t>(at_++ - start)};

  buffer_.assign(start, at_);
  while (at_ == end_ || *at_ != '"') {
    if (at_ == end_) fail_here("");
    if (static_cast<unsigned char>(*at_) < 0x20) fail_here("a control character in a string");
    if (*at_ == '\\') {
      ++at_;
      escape();
    } else {
      buffer_ += *at_++;
    }
  }
  ++at_;
  return buffer_;
}

uint32_t JsonReader::hex4() {
  uint32_t code = 0;
  for (int i = 0; i < 4; ++i) {
    uint32_t digit = 0;
    if (at_ == end_ || std::from_chars(at_, at_ + 1, digit, 16).ec != std::errc())
      fail_here("four hexadecimal digits are missing");
    code = code * 16 + digit;
    ++at_;
  }
  return code;
}

/// What follows a backslash.
void JsonReader::escape() {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  if (at_ == end_) fail_here("");
  const char name = *at_;
  if (const size_t position = kNames.find(name); position != std::string_view::npos) {
    buffer_ += kValues[position];
    ++at_;
    return;
  }
  if (name != 'u') fail_here("an unknown escape in a string");
  ++at_;
  uint32_t code = hex4();
  if (code >= 0xDC00 && code < 0xE000) fail_here("half a character before this");
  if (code >= 0xD800 && code < 0xDC00) {
    if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') fail_here("half a character before this");
    at_ += 2;
    const uint32_t low = hex4();
    if (low < 0xDC00 || low >= 0xE000) fail_here("half a character before this");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  append_utf8(buffer_, code);
}

void JsonReader::word(std::string_view word) {
  if (!starts(word)) fail_here("a value is missing");
  at_ += word.size();
}

bool JsonReader::boolean() {
  skip_space();
  const bool value = at_ != end_ && *at_ == 't';
  word(value ? "true" : "false");
  return value;
}

void JsonReader::null() {
  skip_space();
  word("null");
}

void JsonReader::skip() {
  switch (peek()) {
    case Kind::kObject:
      object([this](std::string_view) { skip(); });
      break;
    case Kind::kArray:
      array([this] { skip(); });
      break;
    case Kind::kString:
      string();
      break;
    case Kind::kNumber:
      number();
      break;
    case Kind::kBool:
      boolean();
      break;
    case Kind::kNull:
      null();
      break;
  }
}

void JsonReader::finish() {
  skip_space();
  if (at_ != end_) fail_here("text after the end");
}

}  // namespace slipway::evaluate
