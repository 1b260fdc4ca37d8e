// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/utf8.h"

namespace slipway::evaluate {
namespace {

constexpr int kMaxDepth = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

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
      if (*at_ != '-' && !is_digit(*at_)) fail_here("a value is missing");
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
  if (at_ != end_ && *at_ == '-') ++at_;
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
  // Too small is zero, too large is nothing that one can compute with.
  if (error != std::errc()) number.value = std::strtod(std::string(start, at_).c_str(), nullptr);
  if (!std::isfinite(number.value)) fail_here("the number before this is too large");
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
  if (std::string_view(at_, static_cast<size_t>(end_ - at_)).substr(0, word.size()) != word)
    fail_here("a value is missing");
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
