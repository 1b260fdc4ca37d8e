// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/symbols.h"

#include <charconv>

#include "base/error.h"
#include "checkpoint/bytes.h"

namespace slipway::program::pt2 {
namespace {

constexpr int kMostNestedSums = 100;

class AffineReader {
 public:
  explicit AffineReader(std::string_view text) : text_(text) {}

  Affine read() {
    const Affine result = sum(0);
    if (next() != '\0') unreadable();
    return result;
  }

 private:
  [[noreturn]] void unreadable() const {
    fail("the size '{}' is no expression that is understood (at '{}')", checkpoint::shown(text_),
         checkpoint::shown(text_.substr(position_), 20));
  }
  [[noreturn]] void not_affine() const {
    fail(
        "the size '{}' is more than a multiple of one dynamic size plus a number; export the program with simpler "
        "sizes",
        checkpoint::shown(text_));
  }

  char next() {
    while (position_ < text_.size() && text_[position_] == ' ') ++position_;
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  bool accept(char c) {
    if (next() != c) return false;
    ++position_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) unreadable();
  }
  std::string_view word() {
    next();
    const size_t start = position_;
    const auto belongs = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (position_ < text_.size() && belongs(text_[position_])) ++position_;
    return text_.substr(start, position_ - start);
  }

  int64_t integer() {
    next();
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data() + position_, text_.data() + text_.size(), value);
    if (error != std::errc()) unreadable();
    position_ = static_cast<size_t>(end - text_.data());
    return value;
  }

  Affine add(const Affine& a, const Affine& b) const {
    if (!a.symbol.empty() && !b.symbol.empty() && a.symbol != b.symbol) not_affine();
    Affine result{a.symbol.empty() ? b.symbol : a.symbol, 0, 0};
    if (__builtin_add_overflow(a.factor, b.factor, &result.factor) ||
        __builtin_add_overflow(a.offset, b.offset, &result.offset))
      not_affine();
    if (result.factor == 0) result.symbol.clear();
    return result;
  }

  Affine multiply(const Affine& a, const Affine& b) const {
    if (!a.symbol.empty() && !b.symbol.empty()) not_affine();
    const Affine& symbolic = a.symbol.empty() ? b : a;
    const int64_t number = a.symbol.empty() ? a.offset : b.offset;
    Affine result{symbolic.symbol, 0, 0};
    if (__builtin_mul_overflow(symbolic.factor, number, &result.factor) ||
        __builtin_mul_overflow(symbolic.offset, number, &result.offset))
      not_affine();
    if (result.factor == 0) result.symbol.clear();
    return result;
  }

  Affine sum(int depth) {
    if (depth > kMostNestedSums) unreadable();
    Affine result = product(depth);
    while (next() == '+' || next() == '-') {
      const bool minus = text_[position_++] == '-';
      Affine term = product(depth);
      if (minus) term = multiply(term, {"", 0, -1});
      result = add(result, term);
    }
    return result;
  }

  Affine product(int depth) {
    Affine result = factor(depth);
    while (accept('*')) {
      if (next() == '*') not_affine();
      result = multiply(result, factor(depth));
    }
    if (next() == '/') not_affine();
    return result;
  }

  Affine factor(int depth) {
    const char c = next();
    if (c == '(') {
      expect('(');
      Affine inner = sum(depth + 1);
      expect(')');
      return inner;
    }
    if (c == '-') {
      ++position_;
      if (depth > kMostNestedSums) unreadable();
      return multiply(factor(depth + 1), {"", 0, -1});
    }
    if (c >= '0' && c <= '9') return {"", 0, integer()};
    const std::string_view name = word();
    if (name.empty()) unreadable();
    if (next() != '(') return {std::string(name), 1, 0};
    return call(name, depth);
  }

  Affine call(std::string_view name, int depth) {
    expect('(');
    if (name == "Symbol") {
      expect('\'');
      const std::string symbol(word());
      expect('\'');
      while (accept(',')) {  // positive=True, integer=True
        word();
        expect('=');
        word();
      }
      expect(')');
      if (symbol.empty()) unreadable();
      return {symbol, 1, 0};
    }
    if (name == "Integer") {
      const int64_t value = integer();
      expect(')');
      return {"", 0, value};
    }
    if (name != "Mul" && name != "Add") not_affine();
    Affine result = sum(depth + 1);
    while (accept(',')) result = name == "Mul" ? multiply(result, sum(depth + 1)) : add(result, sum(depth + 1));
    expect(')');
    return result;
  }

  std::string_view text_;
  size_t position_ = 0;
};

}  // namespace

Affine read_affine(std::string_view expression) { return AffineReader(expression).read(); }

}  // namespace slipway::program::pt2
