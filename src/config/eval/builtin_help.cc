// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/eval/builtin_help.h"

#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "base/strings.h"

namespace slipway::config {

void at_most(Evaluator& e, const Arguments& arguments, std::string_view name, size_t most) {
  if (arguments.size() > most)
    e.fail(fmt::format("{}() takes at most {} positional argument{}, {} are given", name, most, most == 1 ? "" : "s",
                       arguments.size()));
}

void positional_only(Evaluator& e, const Arguments& arguments, std::string_view name, size_t least, size_t most) {
  if (!arguments.keywords.empty())
    e.fail(fmt::format("{}() takes no argument '{}'", name, arguments.keywords[0].first->text));
  if (arguments.size() < least) e.fail(fmt::format("{}() needs {} argument{}", name, least, least == 1 ? "" : "s"));
  at_most(e, arguments, name, most);
}

Object* keyword(const Arguments& arguments, std::string_view name) {
  for (const auto& [key, slot] : arguments.keywords)
    if (key->text == name) return slot.object;
  return nullptr;
}

void sort_list(Evaluator& e, ListObject* list, const Arguments& arguments) {
  Object* key = keyword(arguments, "key");
  Object* reverse = keyword(arguments, "reverse");
  const bool descending = reverse != nullptr && e.truth(reverse);
  struct Item {
    Object* key;
    Slot slot;
  };
  std::vector<Item> items;
  for (const Slot& slot : *list)
    items.push_back({key != nullptr && !is(key, Type::kNone) ? e.call(key, {slot.object}) : slot.object, slot});
  // Merge sort by hand: the comparison may throw and need not be a strict order (nan), which std::sort does not
  // forgive.
  std::vector<Item> other(items.size());
  for (size_t width = 1; width < items.size(); width *= 2) {
    for (size_t low = 0; low < items.size(); low += 2 * width) {
      const size_t middle = std::min(low + width, items.size());
      const size_t high = std::min(low + 2 * width, items.size());
      for (size_t i = low, j = middle, out = low; out < high; ++out) {
        const bool right =
            i == middle ||
            (j < high && (descending ? e.less(items[i].key, items[j].key) : e.less(items[j].key, items[i].key)));
        other[out] = right ? items[j++] : items[i++];
      }
    }
    items.swap(other);
  }
  for (size_t i = 0; i < items.size() && i < list->size; ++i) list->data[i] = items[i].slot;
}

bool parse_float(std::string_view text, double& value) {
  const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  const std::string lower = to_lower(text);
  std::string_view rest = lower;
  double sign = 1;
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
    if (rest[0] == '-') sign = -1;
    rest.remove_prefix(1);
  }
  if (rest == "inf" || rest == "infinity") return value = sign * std::numeric_limits<double>::infinity(), true;
  if (rest == "nan") return value = std::numeric_limits<double>::quiet_NaN(), true;
  std::string digits;
  for (size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    const auto digit = [](char d) { return d >= '0' && d <= '9'; };
    if (c == '_') {
      if (i == 0 || i + 1 == rest.size() || !digit(rest[i - 1]) || !digit(rest[i + 1])) return false;
      continue;
    }
    if (!digit(c) && c != '.' && c != 'e' && c != '+' && c != '-') return false;
    digits += c;
  }
  if (digits.empty() || digits[0] == '+' || digits[0] == '-') return false;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ptr != digits.data() + digits.size() || result.ec == std::errc::invalid_argument) return false;
  if (result.ec == std::errc::result_out_of_range) value = std::strtod(digits.c_str(), nullptr);
  value *= sign;
  return true;
}

}  // namespace slipway::config
