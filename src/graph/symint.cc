// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/symint.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace slipway::graph {
namespace {

__extension__ using Wide = __int128;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Wide gcd(Wide a, Wide b) {
  while (b != 0) std::swap(a %= b, b);
  return a < 0 ? -a : a;
}

int64_t narrow(Wide value) {
  if (value > kMax || value < kMin) fail("a size of the network does not fit into 64 bits");
  return static_cast<int64_t>(value);
}

/// In lowest terms. @param denominator > 0
SymInt::Coefficient fraction(Wide numerator, Wide denominator) {
  const Wide divisor = gcd(denominator, numerator);
  return {narrow(numerator / divisor), narrow(denominator / divisor)};
}

SymInt::Coefficient sum(const SymInt::Coefficient& a, const SymInt::Coefficient& b, int sign) {
  const Wide common = gcd(a.denominator, b.denominator);
  const Wide left = static_cast<Wide>(a.numerator) * (b.denominator / common);
  const Wide right = static_cast<Wide>(b.numerator) * (a.denominator / common);
  return fraction(sign > 0 ? left + right : left - right, (a.denominator / common) * static_cast<Wide>(b.denominator));
}

SymInt::Coefficient product(const SymInt::Coefficient& a, const SymInt::Coefficient& b) {
  // Crosswise first: the products of two lowest terms fit 128 bits, and the result is in lowest terms.
  const Wide p = gcd(b.denominator, a.numerator);
  const Wide q = gcd(a.denominator, b.numerator);
  return {narrow((a.numerator / p) * (b.numerator / q)), narrow((a.denominator / q) * (b.denominator / p))};
}

void add_to(SymInt::Terms& terms, const std::vector<int>& key, const SymInt::Coefficient& coefficient, int sign) {
  auto [position, inserted] = terms.try_emplace(key);
  position->second = sum(position->second, coefficient, sign);
  if (position->second.numerator == 0) terms.erase(position);
}

}  // namespace

SymInt::SymInt(int64_t constant) {
  if (constant != 0) terms_.emplace(std::vector<int>{}, Coefficient{constant, 1});
}

SymInt SymInt::axis(int index) {
  SymInt result;
  result.terms_.emplace(std::vector<int>{index}, Coefficient{1, 1});
  return result;
}

SymInt SymInt::from_terms(Terms terms) {
  SymInt result;
  for (const auto& [key, coefficient] : terms) {
    if (coefficient.denominator <= 0) throw InternalError("a symbolic size with a denominator that is not positive");
    std::vector<int> sorted = key;
    std::sort(sorted.begin(), sorted.end());
    add_to(result.terms_, sorted, fraction(coefficient.numerator, coefficient.denominator), 1);
  }
  return result;
}

bool SymInt::is_constant() const {
  return terms_.empty() ||
         (terms_.size() == 1 && terms_.begin()->first.empty() && terms_.begin()->second.denominator == 1);
}

int64_t SymInt::constant() const {
  if (!is_constant()) throw InternalError("a symbolic size was used where only a constant can be");
  return terms_.empty() ? 0 : terms_.begin()->second.numerator;
}

int64_t SymInt::eval(const std::vector<int64_t>& axis_values) const {
  if (is_constant()) return constant();
  Coefficient total;
  for (const auto& [key, coefficient] : terms_) {
    Coefficient term = coefficient;
    for (int index : key) {
      if (index < 0 || static_cast<size_t>(index) >= axis_values.size())
        throw InternalError("a symbolic size refers to an axis that does not exist");
      term = product(term, {axis_values[static_cast<size_t>(index)], 1});
    }
    total = sum(total, term, 1);
  }
  if (total.denominator != 1)
    fail("a size is no integer; the dynamic axes must be such multiples as the network was captured for");
  return total.numerator;
}

SymInt SymInt::operator+(const SymInt& other) const {
  SymInt result = *this;
  for (const auto& [key, coefficient] : other.terms_) add_to(result.terms_, key, coefficient, 1);
  return result;
}

SymInt SymInt::operator-(const SymInt& other) const {
  SymInt result = *this;
  for (const auto& [key, coefficient] : other.terms_) add_to(result.terms_, key, coefficient, -1);
  return result;
}

SymInt SymInt::operator*(const SymInt& other) const {
  SymInt result;
  for (const auto& [key, coefficient] : terms_) {
    for (const auto& [other_key, other_coefficient] : other.terms_) {
      std::vector<int> merged;
      std::merge(key.begin(), key.end(), other_key.begin(), other_key.end(), std::back_inserter(merged));
      add_to(result.terms_, merged, product(coefficient, other_coefficient), 1);
    }
  }
  return result;
}

SymInt SymInt::divided_by(int64_t divisor) const {
  if (divisor == 0) throw InternalError("a symbolic size was divided by zero");
  SymInt result;
  for (const auto& [key, coefficient] : terms_) {
    const Wide sign = divisor < 0 ? -1 : 1;
    const Wide common = gcd(divisor, coefficient.numerator);
    result.terms_.emplace(key, fraction(sign * (coefficient.numerator / common),
                                        static_cast<Wide>(coefficient.denominator) * (sign * divisor / common)));
  }
  return result;
}

}  // namespace slipway::graph
