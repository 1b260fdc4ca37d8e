// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/big_integer.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace slipway::config {
namespace {

constexpr uint32_t kLimb = 1'000'000'000;
constexpr size_t kDigitsOfLimb = 9;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 36;
}

/// Least significant first, without zeros at the end.
using Limbs = std::vector<uint32_t>;

bool is_negative(std::string_view digits) { return digits.front() == '-'; }

Limbs limbs_of(std::string_view digits) {
  if (is_negative(digits)) digits.remove_prefix(1);
  Limbs limbs;
  for (size_t end = digits.size(); end > 0;) {
    const size_t begin = end > kDigitsOfLimb ? end - kDigitsOfLimb : 0;
    uint32_t limb = 0;
    for (size_t i = begin; i < end; ++i) limb = limb * 10 + static_cast<uint32_t>(digits[i] - '0');
    limbs.push_back(limb);
    end = begin;
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  return limbs;
}

std::string text_of_limbs(Limbs limbs, bool negative) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  if (limbs.empty()) return "0";
  std::string text = fmt::format("{}{}", negative ? "-" : "", limbs.back());
  for (size_t i = limbs.size() - 1; i-- > 0;) text += fmt::format("{:09}", limbs[i]);
  return text;
}

/// Below 0, 0 or above 0.
int compare_limbs(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

/// a + b, or a - b for an `a` that is not smaller.
Limbs combine(const Limbs& a, const Limbs& b, bool add) {
  Limbs result;
  int64_t carry = 0;
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const int64_t left = i < a.size() ? a[i] : 0;
    const int64_t right = i < b.size() ? b[i] : 0;
    int64_t limb = left + carry + (add ? right : -right);
    carry = limb >= kLimb ? 1 : limb < 0 ? -1 : 0;
    limb -= carry * int64_t{kLimb};
    result.push_back(static_cast<uint32_t>(limb));
  }
  if (carry > 0) result.push_back(1);
  while (!result.empty() && result.back() == 0) result.pop_back();
  return result;
}

Limbs times(const Limbs& a, uint32_t factor) {
  Limbs result;
  uint64_t carry = 0;
  for (const uint32_t limb : a) {
    carry += static_cast<uint64_t>(limb) * factor;
    result.push_back(static_cast<uint32_t>(carry % kLimb));
    carry /= kLimb;
  }
  if (carry > 0) result.push_back(static_cast<uint32_t>(carry));
  return result;
}

}  // namespace

std::string sum_of(std::string_view a, std::string_view b) {
  const Limbs left = limbs_of(a);
  const Limbs right = limbs_of(b);
  if (is_negative(a) == is_negative(b)) return text_of_limbs(combine(left, right, true), is_negative(a));
  if (compare_limbs(left, right) >= 0) return text_of_limbs(combine(left, right, false), is_negative(a));
  return text_of_limbs(combine(right, left, false), is_negative(b));
}

std::string product_of(std::string_view a, std::string_view b) {
  const Limbs left = limbs_of(a);
  const Limbs right = limbs_of(b);
  Limbs result;
  for (size_t i = right.size(); i-- > 0;) {
    result.insert(result.begin(), 0);
    result = combine(result, times(left, right[i]), true);
  }
  return text_of_limbs(std::move(result), is_negative(a) != is_negative(b));
}

bool is_less(std::string_view a, std::string_view b) {
  if (is_negative(a) != is_negative(b)) return is_negative(a);
  const int order = compare_limbs(limbs_of(a), limbs_of(b));
  return is_negative(a) ? order > 0 : order < 0;
}

Division divide(std::string_view a, std::string_view b) {
  const Limbs divisor = limbs_of(b);
  const Limbs dividend = limbs_of(a);
  Limbs quotient(dividend.size(), 0);
  Limbs rest;
  for (size_t i = dividend.size(); i-- > 0;) {
    rest.insert(rest.begin(), dividend[i]);
    while (!rest.empty() && rest.back() == 0) rest.pop_back();
    // The largest limb that fits, by halving.
    uint32_t low = 0;
    uint32_t high = kLimb - 1;
    while (low < high) {
      const uint32_t middle = low + (high - low + 1) / 2;
      if (compare_limbs(times(divisor, middle), rest) <= 0)
        low = middle;
      else
        high = middle - 1;
    }
    quotient[i] = low;
    rest = combine(rest, times(divisor, low), false);
  }
  Division result{text_of_limbs(quotient, is_negative(a) != is_negative(b)), text_of_limbs(rest, is_negative(a))};
  if (result.rest != "0" && is_negative(a) != is_negative(b)) {
    result.quotient = sum_of(result.quotient, "-1");
    result.rest = sum_of(result.rest, b);
  }
  return result;
}

std::string decimal_digits(std::string_view digits, int base) {
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) return "";
  std::vector<uint32_t> limbs;  // least significant first
  for (const char c : digits) {
    if (digit_of(c) >= base) return "";
    uint64_t carry = static_cast<uint64_t>(digit_of(c));
    for (uint32_t& limb : limbs) {
      carry += static_cast<uint64_t>(limb) * static_cast<uint64_t>(base);
      limb = static_cast<uint32_t>(carry % kLimb);
      carry /= kLimb;
    }
    if (carry != 0) limbs.push_back(static_cast<uint32_t>(carry));
    if (limbs.size() > kMaxIntegerDigits / kDigitsOfLimb) return "";
  }
  return text_of_limbs(std::move(limbs), negative);
}

std::string negated(std::string_view digits) {
  return digits.front() == '-' ? std::string(digits.substr(1)) : "-" + std::string(digits);
}

}  // namespace slipway::config
