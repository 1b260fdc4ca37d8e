// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Python's types as functions: dict(), int(), range() and so on.
#include "config/eval/builtin_types.h"
#include "config/big_integer.h"

#include <charconv>
#include <cmath>

#include "config/eval/builtin_help.h"

namespace slipway::config {
Object* dict_type(Evaluator& e, Object*, Arguments& a) {
  DictObject* dict = e.heap().dict();
  at_most(e, a, "dict", 1);
  if (a.size() == 1) {
    if (is(a[0], Type::kDict)) {
      for (const Entry& entry : *as_dict(a[0])) e.heap().set(dict, entry.key, entry.value, entry.place);
    } else {
      e.for_each(a[0], [&](Slot item) {
        ListObject* pair = e.collect(item.object);
        if (pair->size != 2) e.fail("dict() needs pairs of key and value");
        e.heap().set(dict, pair->data[0].object, pair->data[1].object, item.place);
        return true;
      });
    }
  }
  for (const auto& [name, slot] : a.keywords) e.heap().set(dict, name, slot.object, slot.place);
  return dict;
}

Object* list_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "list", 0, 1);
  return a.size() == 0 ? e.heap().list() : e.collect(a[0]);
}

Object* tuple_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "tuple", 0, 1);
  if (a.size() == 1 && is(a[0], Type::kTuple)) return a[0];
  return a.size() == 0 ? e.heap().tuple() : e.collect(a[0], Type::kTuple);
}

Object* set_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "set", 0, 1);
  DictObject* set = e.heap().dict(0, Type::kSet);
  if (a.size() == 1)
    e.for_each(a[0], [&](Slot item) {
      e.heap().set(set, item.object, none(), item.place);
      return true;
    });
  return set;
}

namespace {

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Object* int_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "int", 0, 2);
  if (a.size() == 0) return e.heap().integer(0);
  Object* value = a[0];
  if (a.size() == 1 && is_integer(value)) return e.heap().integer(as_int(value));
  if (a.size() == 1 && is(value, Type::kBigInt)) return value;
  if (a.size() == 1 && is(value, Type::kFloat)) {
    const double number = std::trunc(as_double(value));
    if (!(std::abs(number) < 9.2e18)) e.fail("the number does not fit in a 64-bit int");
    return e.heap().integer(static_cast<int64_t>(number));
  }
  if (!is(value, Type::kString)) e.fail(fmt::format("int() does not take a {}", name_of(value->type)));
  int64_t base = a.size() == 2 ? e.index_argument(a[1], "the base") : 10;
  std::string digits;
  e.charge(static_cast<int64_t>(as_text(value).size() / 16));
  for (const char c : trim(as_text(value)))
    if (c != '_') digits += c;
  const bool negative = !digits.empty() && digits[0] == '-';
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) digits.erase(0, 1);
  if (digits.size() > 2 && digits[0] == '0') {
    const char letter = static_cast<char>(digits[1] | 0x20);
    const int implied = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (implied != 0 && (base == 0 || base == implied)) {
      base = implied;
      digits.erase(0, 2);
    }
  }
  if (base == 0) base = 10;
  if (base < 2 || base > 36) e.fail("the base must be between 2 and 36");
  if (negative) digits.insert(0, 1, '-');
  int64_t result = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), result, static_cast<int>(base));
  if (parsed.ec == std::errc::result_out_of_range && parsed.ptr == digits.data() + digits.size()) {
    e.charge(static_cast<int64_t>(digits.size()));
    const std::string decimal = decimal_digits(digits, static_cast<int>(base));
    if (decimal.empty()) e.fail(fmt::format("the integer has more than {} digits", kMaxIntegerDigits));
    return e.heap().integer(decimal);
  }
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
    e.fail(fmt::format("{} is no integer", e.to_repr(value)));
  return e.heap().integer(result);
}

Object* float_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "float", 0, 1);
  if (a.size() == 0) return e.heap().real(0);
  if (is_number(a[0])) return e.heap().real(as_double(a[0]));
  if (!is(a[0], Type::kString)) e.fail(fmt::format("float() does not take a {}", name_of(a[0]->type)));
  double value = 0;
  e.charge(static_cast<int64_t>(as_text(a[0]).size() / 8));
  if (!parse_float(as_text(a[0]), value)) e.fail(fmt::format("{} is no float", e.to_repr(a[0])));
  return e.heap().real(value);
}

Object* str_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "str", 0, 1);
  if (a.size() == 0) return e.string("");
  if (is(a[0], Type::kString)) return a[0];
  return e.string(e.to_str(a[0]));
}

Object* bool_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "bool", 0, 1);
  return boolean(a.size() == 1 && e.truth(a[0]));
}

Object* range_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "range", 1, 3);
  const auto part = [&](size_t i) { return e.index_argument(a[i], "an argument of range()"); };
  const int64_t step = a.size() == 3 ? part(2) : 1;
  if (step == 0) e.fail("the step of range() must not be 0");
  return e.heap().arena().make<RangeObject>(
      RangeObject{{Type::kRange}, a.size() == 1 ? 0 : part(0), part(a.size() == 1 ? 0 : 1), step});
}

Object* slice_type(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "slice", 1, 3);
  Object* start = a.size() == 1 ? none() : a[0];
  return e.heap().arena().make<SliceObject>(
      SliceObject{{Type::kSlice}, start, a[a.size() == 1 ? 0 : 1], a.size() == 3 ? a[2] : none()});
}

}  // namespace slipway::config
