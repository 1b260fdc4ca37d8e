// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the pieces of a pattern mean by themselves.
#include <algorithm>

#include "config/regex/regex.h"
#include "config/syntax/identifiers.h"

namespace slipway::config {
namespace {

bool is_space_character(uint32_t c, bool ascii) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) return true;
  if (ascii) return false;
  return (c >= 0x1C && c <= 0x1F) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
bool is_digit_character(uint32_t c, bool ascii) {
  if (c < 0x80) return c >= '0' && c <= '9';
  return !ascii && is_decimal_digit(c);
}

}  // namespace

uint32_t regex_lower(uint32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c < 0x80) return c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) || (c >= 0x410 && c <= 0x42F))
    return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  switch (c) {
    case 0x130:
    case 0x131:
      return 'i';
    case 0x17F:
      return 's';
    case 0x212A:
      return 'k';
    case 0x3C2:
      return 0x3C3;
    case 0xB5:
      return 0x3BC;
    default:
      return c;
  }
}

uint32_t regex_upper(uint32_t c) {
  if (c >= 'a' && c <= 'z') return c - 32;
  if (c < 0x80) return c;
  if ((c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F))
    return c - 32;
  return c >= 0x450 && c <= 0x45F ? c - 80 : c;
}

bool is_word_character(uint32_t c, bool ascii) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  return !ascii && is_letter_or_number(c);
}

bool RegexClass::contains(uint32_t c) const {
  const auto within = [&](uint32_t one) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const auto& range) { return one >= range.first && one <= range.second; });
  };
  bool found = within(c);
  if (!found && fold && !(ascii && c >= 0x80)) found = within(regex_lower(c)) || within(regex_upper(c));
  if (!found && categories != 0)
    found = ((categories & kDigit) != 0 && is_digit_character(c, ascii)) ||
            ((categories & kNotDigit) != 0 && !is_digit_character(c, ascii)) ||
            ((categories & kSpace) != 0 && is_space_character(c, ascii)) ||
            ((categories & kNotSpace) != 0 && !is_space_character(c, ascii)) ||
            ((categories & kWord) != 0 && is_word_character(c, ascii)) ||
            ((categories & kNotWord) != 0 && !is_word_character(c, ascii));
  return found != negated;
}

std::optional<uint32_t> regex_width(const RegexTree& tree, const RegexNode& node) {
  switch (node.kind) {
    case RegexNode::Kind::kCharacter:
    case RegexNode::Kind::kAny:
    case RegexNode::Kind::kClass:
      return 1;
    case RegexNode::Kind::kSequence: {
      uint32_t sum = 0;
      for (const RegexNode& kid : node.kids) {
        const auto width = regex_width(tree, kid);
        if (!width) return std::nullopt;
        sum += *width;
      }
      return sum;
    }
    case RegexNode::Kind::kAlternation:
    case RegexNode::Kind::kConditional: {
      const auto first = regex_width(tree, node.kids[0]);
      for (const RegexNode& kid : node.kids)
        if (!first || regex_width(tree, kid) != first) return std::nullopt;
      return first;
    }
    case RegexNode::Kind::kGroup:
    case RegexNode::Kind::kAtomic:
      return regex_width(tree, node.kids[0]);
    case RegexNode::Kind::kRepeat: {
      const auto one = regex_width(tree, node.kids[0]);
      if (!one || (node.min != node.max && *one != 0)) return std::nullopt;
      return *one * (*one == 0 ? 0 : node.min);
    }
    case RegexNode::Kind::kBackReference:
      return std::nullopt;
    default:
      return 0;
  }
}

}  // namespace slipway::config
