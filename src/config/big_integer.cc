// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/big_integer.h"

#include <cstdint>
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

}  // namespace

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
  if (limbs.empty()) return "0";
  std::string text = fmt::format("{}{}", negative ? "-" : "", limbs.back());
  for (size_t i = limbs.size() - 1; i-- > 0;) text += fmt::format("{:09}", limbs[i]);
  return text;
}

std::string negated(std::string_view digits) {
  return digits.front() == '-' ? std::string(digits.substr(1)) : "-" + std::string(digits);
}

}  // namespace slipway::config
