// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/load/yaml_scalar.h"
#include "config/big_integer.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

namespace slipway::config {
namespace {

bool yaml_digit(char c) { return c >= '0' && c <= '9'; }

template <typename Words>
bool one_of(std::string_view text, const Words& words) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

constexpr std::string_view kNulls[] = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view kTrue[] = {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::string_view kFalse[] = {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};

std::string without_underscores(std::string_view text) {
  std::string result;
  std::copy_if(text.begin(), text.end(), std::back_inserter(result), [](char c) { return c != '_'; });
  return result;
}

/// "190:20:30" in base 60; -1 where it is none.
int64_t sexagesimal(std::string_view text) {
  int64_t value = 0;
  size_t parts = 0;
  while (true) {
    const size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (part.empty() || part.size() > 9 || !std::all_of(part.begin(), part.end(), yaml_digit)) return -1;
    if (parts == 0 && part[0] == '0') return -1;
    if (parts > 0 && (part.size() > 2 || (part.size() == 2 && part[0] > '5'))) return -1;
    if (__builtin_mul_overflow(value, int64_t{60}, &value)) return -1;
    value += std::atoll(std::string(part).c_str());
    ++parts;
    if (colon == std::string_view::npos) return parts > 1 ? value : -1;
    text.remove_prefix(colon + 1);
  }
}

Object* integer(Heap& heap, std::string_view text) {
  const bool negative = text[0] == '-';
  std::string_view body = text;
  if (body[0] == '-' || body[0] == '+') body.remove_prefix(1);
  if (body.empty() || !yaml_digit(body[0])) return nullptr;
  if (const int64_t sixties = sexagesimal(without_underscores(body)); sixties >= 0)
    return heap.integer(negative ? -sixties : sixties);
  int base = 10;
  std::string digits = without_underscores(body);
  if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'b')) {
    base = digits[1] == 'x' ? 16 : 2;
    digits.erase(0, 2);
  } else if (digits.size() > 1 && digits[0] == '0') {
    base = 8;
    digits.erase(0, 1);
  }
  if (negative) digits.insert(0, "-");
  int64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (parsed.ptr != digits.data() + digits.size() || digits == "-") return nullptr;
  if (parsed.ec == std::errc::result_out_of_range) {
    const std::string decimal = decimal_digits(digits, base);
    if (decimal.empty()) throw Unplaced("this integer has too many digits");
    return heap.integer(decimal);
  }
  return parsed.ec == std::errc() ? heap.integer(value) : nullptr;
}

/// A float needs a point, and its exponent a sign.
Object* real(Heap& heap, std::string_view text) {
  std::string_view body = text;
  const bool negative = body[0] == '-';
  if (body[0] == '-' || body[0] == '+') body.remove_prefix(1);
  constexpr std::string_view kInfinities[] = {".inf", ".Inf", ".INF"};
  constexpr std::string_view kNans[] = {".nan", ".NaN", ".NAN"};
  const double infinity = std::numeric_limits<double>::infinity();
  if (one_of(body, kInfinities)) return heap.real(negative ? -infinity : infinity);
  if (one_of(text, kNans)) return heap.real(std::numeric_limits<double>::quiet_NaN());
  const size_t point = body.find('.');
  if (point == std::string_view::npos) return nullptr;
  size_t i = 0;
  while (i < body.size() && (yaml_digit(body[i]) || (body[i] == '_' && i > 0))) ++i;
  if (i != point) return nullptr;
  ++i;
  // "-.5" is a text.
  if (point == 0 && (i >= body.size() || !yaml_digit(body[i]) || body.size() != text.size())) return nullptr;
  while (i < body.size() && (yaml_digit(body[i]) || body[i] == '_')) ++i;
  if (i < body.size() && (body[i] == 'e' || body[i] == 'E')) {
    ++i;
    if (i >= body.size() || (body[i] != '+' && body[i] != '-')) return nullptr;
    const size_t start = ++i;
    while (i < body.size() && yaml_digit(body[i])) ++i;
    if (i == start) return nullptr;
  }
  if (i != body.size()) return nullptr;
  const double value = std::strtod(without_underscores(body).c_str(), nullptr);
  return heap.real(negative ? -value : value);
}

bool is_date(std::string_view text) {
  return text.size() >= 8 && yaml_digit(text[0]) && yaml_digit(text[1]) && yaml_digit(text[2]) && yaml_digit(text[3]) &&
         text[4] == '-' && yaml_digit(text[5]) && text.find('-', 5) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return yaml_digit(c) || std::string_view("-:.TtZz+ ").find(c) != std::string_view::npos;
         });
}

}  // namespace

Object* yaml_scalar(Heap& heap, std::string_view text) {
  if (one_of(text, kNulls)) return none();
  if (one_of(text, kTrue)) return boolean(true);
  if (one_of(text, kFalse)) return boolean(false);
  if (Object* value = integer(heap, text)) return value;
  if (Object* value = real(heap, text)) return value;
  if (is_date(text)) throw Unplaced("a date is no value of a config; write it in quotes");
  return heap.intern(text);
}

}  // namespace slipway::config
