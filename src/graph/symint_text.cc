// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/symint_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace slipway::graph {
namespace {

constexpr int kMaxFactors = 16;

constexpr std::array<std::string_view, 20> kReserved{"None",    "true", "false", "inf",  "nan",    "floats", "bools",
                                                     "tensors", "f32",  "f64",   "f16",  "bf16",   "i64",    "i32",
                                                     "i16",     "i8",   "u8",    "bool", "return", "input"};

/// "batch*height*3/64": a product of axis names and positive integers, each of which may divide as well.
SymInt read_product(Cursor& cursor, const std::vector<std::string>& axis_names, bool negative) {
  SymInt result = 1;
  char operation = '*';
  for (int factors = 0;; ++factors) {
    if (factors == kMaxFactors) cursor.error("too many factors");
    const char next = cursor.peek();
    const size_t start = cursor.position();
    if (is_digit(next)) {
      uint64_t magnitude = 0;
      for (char digit : cursor.run(is_digit)) {
        if (__builtin_mul_overflow(magnitude, uint64_t{10}, &magnitude) ||
            __builtin_add_overflow(magnitude, static_cast<uint64_t>(digit - '0'), &magnitude))
          cursor.error_at(start, "integer out of range");
      }
      // The sign goes to the first factor, since the magnitude of the smallest integer is no integer.
      const bool negate = negative && operation == '*';
      if (magnitude > static_cast<uint64_t>(INT64_MAX) + (negate ? 1 : 0))
        cursor.error_at(start, "integer out of range");
      if (operation == '/' && magnitude == 0) cursor.error_at(start, "division by zero");
      const int64_t factor = static_cast<int64_t>(negate ? -magnitude : magnitude);
      if (negate) negative = false;
      result = operation == '*' ? result * SymInt(factor) : result.divided_by(factor);
    } else {
      std::string name;
      if (next == '`')
        name = cursor.string('`');
      else
        name = std::string(cursor.word("an integer or the name of an axis"));
      const auto position = std::find(axis_names.begin(), axis_names.end(), name);
      if (position == axis_names.end()) cursor.error_at(start, fmt::format("unknown axis '{}'", name));
      if (operation == '/') cursor.error_at(start, "division by an axis");
      result = result * SymInt::axis(static_cast<int>(position - axis_names.begin()));
    }
    if (cursor.accept("*"))
      operation = '*';
    else if (cursor.accept("/"))
      operation = '/';
    else
      return negative ? SymInt(0) - result : result;
  }
}

}  // namespace

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

SymInt read_symint(Cursor& cursor, const std::vector<std::string>& axis_names) {
  const size_t start = cursor.position();
  try {
    SymInt result = read_product(cursor, axis_names, cursor.accept("-"));
    while (true) {
      if (cursor.accept("+"))
        result = result + read_product(cursor, axis_names, false);
      else if (cursor.accept("-"))
        result = result + read_product(cursor, axis_names, true);
      else
        return result;
    }
  } catch (const TextError&) {
    throw;
  } catch (const Error& e) {  // arithmetic beyond 64 bits
    cursor.error_at(start, e.message());
  }
}

bool symint_is_next(Cursor& cursor, const std::vector<std::string>& axis_names) {
  const char next = cursor.peek();
  if (is_digit(next) || next == '`') return true;
  if (next == '-')
    return cursor.ahead(1) != '\0' &&
           (is_digit(cursor.ahead(1)) || cursor.ahead(1) == '`' || is_word_start(cursor.ahead(1)));
  const std::string_view word = cursor.peek_word();
  return !word.empty() && !is_reserved(word) &&
         std::find(axis_names.begin(), axis_names.end(), word) != axis_names.end();
}

std::string SymInt::text(const std::vector<std::string>& axis_names) const {
  if (terms_.empty()) return "0";
  // Highest degree first, as one writes polynomials; the map's order among equals.
  std::vector<const Terms::value_type*> ordered;
  for (const auto& term : terms_) ordered.push_back(&term);
  std::stable_sort(ordered.begin(), ordered.end(), [](auto* a, auto* b) { return a->first.size() > b->first.size(); });
  std::string result;
  for (const auto* term : ordered) {
    const auto& [key, coefficient] = *term;
    const bool negative = coefficient.numerator < 0;
    if (negative)
      result += '-';
    else if (!result.empty())
      result += '+';
    std::string factors;
    for (int index : key) {
      if (index < 0 || static_cast<size_t>(index) >= axis_names.size())
        throw InternalError("a symbolic size refers to an axis that does not exist");
      const std::string& name = axis_names[static_cast<size_t>(index)];
      if (!factors.empty()) factors += '*';
      factors += is_word(name) && !is_reserved(name) ? name : in_quotes(name, '`');
    }
    const uint64_t magnitude =
        negative ? -static_cast<uint64_t>(coefficient.numerator) : static_cast<uint64_t>(coefficient.numerator);
    if (key.empty())
      factors = fmt::format("{}", magnitude);
    else if (magnitude != 1)
      factors += fmt::format("*{}", magnitude);
    if (coefficient.denominator != 1) factors += fmt::format("/{}", coefficient.denominator);
    result += factors;
  }
  return result;
}

SymInt SymInt::parse(std::string_view text, const std::vector<std::string>& axis_names) {
  Cursor cursor(text);
  SymInt result = read_symint(cursor, axis_names);
  cursor.skip_spaces();
  if (!cursor.at_end()) cursor.error("unexpected text after a symbolic integer");
  return result;
}

}  // namespace slipway::graph
