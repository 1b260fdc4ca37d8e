// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "config/eval/builtin_help.h"
#include "config/eval/builtin_types.h"
#include "config/python_text.h"

namespace slipway::config {
namespace {

Object* len(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "len", 1, 1);
  return e.heap().integer(e.length(a[0]));
}

Object* sorted(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "sorted", 1);
  if (a.size() != 1) e.fail("sorted() needs something to sort");
  ListObject* list = e.collect(a[0]);
  sort_list(e, list, a);
  return list;
}

Object* reversed(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "reversed", 1, 1);
  if (is(a[0], Type::kSet)) e.fail("a set cannot be reversed");
  ListObject* list = e.collect(a[0], Type::kIterator);
  std::reverse(list->begin(), list->end());
  return list;
}

Object* zip(Evaluator& e, Object*, Arguments& a) {
  a.keywords.clear();  // `strict` only turns some results into errors
  ListObject* result = e.heap().list(0, Type::kIterator);
  std::vector<ListObject*> columns;
  size_t shortest = SIZE_MAX;
  for (const Slot& slot : a.positional) {
    // An endless iterable cannot occur; a huge range can.
    columns.push_back(e.collect(slot.object));
    shortest = std::min<size_t>(shortest, columns.back()->size);
  }
  if (columns.empty()) shortest = 0;
  for (size_t i = 0; i < shortest; ++i) {
    ListObject* row = e.heap().tuple(columns.size());
    for (ListObject* column : columns) e.heap().append(row, column->data[i]);
    e.heap().append(result, {row, e.place()});
  }
  return result;
}

Object* enumerate(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "enumerate", 2);
  if (a.size() == 0) e.fail("enumerate() needs something to number");
  Object* start = keyword(a, "start");
  if (a.size() == 2) start = a[1];
  int64_t number = start != nullptr ? e.index_argument(start, "the start of enumerate()") : 0;
  ListObject* result = e.heap().list(0, Type::kIterator);
  e.for_each(a[0], [&](Slot item) {
    ListObject* pair = e.heap().tuple(2);
    e.heap().append(pair, {e.heap().integer(number), item.place});
    e.heap().append(pair, item);
    e.heap().append(result, {pair, item.place});
    if (number == INT64_MAX) e.fail("the number of enumerate() does not fit in 64 bits");
    ++number;
    return true;
  });
  return result;
}

Object* map(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "map", 2, 10);
  ListObject* result = e.heap().list(0, Type::kIterator);
  Arguments columns;
  for (size_t i = 1; i < a.size(); ++i) columns.positional.push_back(a.positional[i]);
  for (const Slot& row : *as_list(zip(e, nullptr, columns))) {
    Arguments call;
    for (const Slot& slot : *as_list(row.object)) call.positional.push_back(slot);
    e.heap().append(result, {e.call(a[0], call), row.place});
  }
  return result;
}

Object* filter(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "filter", 2, 2);
  ListObject* result = e.heap().list(0, Type::kIterator);
  e.for_each(a[1], [&](Slot item) {
    Object* keep = is(a[0], Type::kNone) ? item.object : e.call(a[0], {item.object});
    if (e.truth(keep)) e.heap().append(result, item);
    return true;
  });
  return result;
}

Object* sum(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "sum", 2);
  if (a.size() == 0) e.fail("sum() needs something to add up");
  Object* total = a.size() == 2 ? a[1] : keyword(a, "start");
  if (total == nullptr) total = e.heap().integer(0);
  e.for_each(a[0], [&](Slot item) {
    total = e.binary(Operator::kAdd, total, item.object);
    return true;
  });
  return total;
}

Object* extreme(Evaluator& e, Arguments& a, bool largest, const char* name) {
  Object* key = keyword(a, "key");
  if (key != nullptr && is(key, Type::kNone)) key = nullptr;
  Object* fallback = keyword(a, "default");
  ListObject* items = a.size() == 1 ? e.collect(a[0]) : e.heap().list();
  if (a.size() != 1)
    for (const Slot& slot : a.positional) e.heap().append(items, slot);
  Object* best = nullptr;
  Object* best_key = nullptr;
  for (const Slot& item : *items) {
    Object* item_key = key != nullptr ? e.call(key, {item.object}) : item.object;
    if (best == nullptr || (largest ? e.less(best_key, item_key) : e.less(item_key, best_key))) {
      best = item.object;
      best_key = item_key;
    }
  }
  if (best == nullptr) best = fallback;
  if (best == nullptr) e.fail(fmt::format("{}() of nothing", name));
  return best;
}
Object* min(Evaluator& e, Object*, Arguments& a) { return extreme(e, a, false, "min"); }
Object* max(Evaluator& e, Object*, Arguments& a) { return extreme(e, a, true, "max"); }

Object* abs(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "abs", 1, 1);
  if (is(a[0], Type::kFloat)) return e.heap().real(std::abs(as_double(a[0])));
  if (!is_integer(a[0])) e.fail(fmt::format("abs() needs a number, this is a {}", name_of(a[0]->type)));
  return as_int(a[0]) < 0 ? e.unary(Operator::kNegative, a[0]) : e.heap().integer(as_int(a[0]));
}

/// Halves go to the even neighbour; with digits, the decimal text is rounded, as Python does it.
Object* round(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "round", 2);
  if (a.size() == 0 || !is_number(a[0])) e.fail("round() needs a number");
  Object* digits = a.size() == 2 ? a[1] : keyword(a, "ndigits");
  const bool whole = digits == nullptr || is(digits, Type::kNone);
  const int64_t n = whole ? 0 : e.index_argument(digits, "the number of digits");
  if (is_integer(a[0])) {
    if (n >= 0) return e.heap().integer(as_int(a[0]));
    if (n < -18) return e.heap().integer(0);
    int64_t unit = 1;
    for (int64_t i = 0; i < -n; ++i) unit *= 10;
    const int64_t value = as_int(a[0]);
    int64_t rest = value % unit;
    if (rest < 0) rest += unit;
    int64_t down = value - rest;
    const bool odd = (down / unit) % 2 != 0;
    if (rest > unit - rest || (rest == unit - rest && odd)) down += unit;
    return e.heap().integer(down);
  }
  const double value = as_double(a[0]);
  if (whole) {
    const double rounded = std::nearbyint(value);
    if (!(std::abs(rounded) < 9.2e18)) e.fail("the number does not fit in a 64-bit int");
    return e.heap().integer(static_cast<int64_t>(rounded));
  }
  if (!std::isfinite(value) || n > 320) return e.heap().real(value);
  if (n < -310) return e.heap().real(std::copysign(0.0, value));
  if (n < 0) {
    const double unit = std::pow(10.0, static_cast<double>(-n));
    return e.heap().real(std::nearbyint(value / unit) * unit);
  }
  const std::string text = fmt::format("{:.{}f}", value, static_cast<int>(n));
  return e.heap().real(std::strtod(text.c_str(), nullptr));
}

Object* any(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "any", 1, 1);
  bool found = false;
  e.for_each(a[0], [&](Slot item) {
    found = e.truth(item.object);
    return !found;
  });
  return boolean(found);
}
Object* all(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "all", 1, 1);
  bool every = true;
  e.for_each(a[0], [&](Slot item) {
    every = e.truth(item.object);
    return every;
  });
  return boolean(every);
}

Object* isinstance(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "isinstance", 2, 2);
  if (is(a[1], Type::kTuple)) {
    for (const Slot& slot : *as_list(a[1])) {
      Arguments one;
      one.positional = {a.positional[0], slot};
      if (e.truth(isinstance(e, nullptr, one))) return boolean(true);
    }
    return boolean(false);
  }
  if (!is(a[1], Type::kBuiltin)) e.fail("isinstance() needs a type as its second argument");
  const std::string_view type = static_cast<BuiltinObject*>(a[1])->name;
  if (type == "int") return boolean(is_integer(a[0]) || is(a[0], Type::kBigInt));
  if (type == "OrderedDict") return boolean(false);
  return boolean(type == name_of(a[0]->type));
}

Object* type_of(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "type", 1, 1);
  if (Object* type = find_builtin(name_of(a[0]->type))) return type;
  e.fail(fmt::format("type() of a {} is not available in configs", name_of(a[0]->type)));
}

Object* hasattr(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "hasattr", 2, 2);
  if (!is(a[1], Type::kString)) e.fail("hasattr() needs a name");
  if (find_method(a[0], as_text(a[1])) != nullptr) return boolean(true);
  return boolean(is(a[0], Type::kDict) && as_dict(a[0])->config && e.heap().find(as_dict(a[0]), a[1]) != nullptr);
}

Object* getattr(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "getattr", 2, 3);
  if (!is(a[1], Type::kString)) e.fail("getattr() needs a name");
  Arguments question;
  question.positional = {a.positional[0], a.positional[1]};
  if (a.size() == 3 && !e.truth(hasattr(e, nullptr, question))) return a[2];
  return e.attribute(a[0], static_cast<StringObject*>(a[1]));
}

Object* repr(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "repr", 1, 1);
  return e.string(e.to_repr(a[0]));
}
Object* format(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "format", 1, 2);
  if (a.size() == 2 && !is(a[1], Type::kString)) e.fail("a format spec must be a str");
  return e.string(e.format(a[0], a.size() == 2 ? as_text(a[1]) : ""));
}
/// Nothing is printed: a config has no output.
Object* print(Evaluator&, Object*, Arguments&) { return none(); }

Object* divmod(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "divmod", 2, 2);
  ListObject* pair = e.heap().tuple(2);
  e.heap().append(pair, {e.binary(Operator::kFloorDivide, a[0], a[1]), e.place()});
  e.heap().append(pair, {e.binary(Operator::kModulo, a[0], a[1]), e.place()});
  return pair;
}
Object* pow(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "pow", 2, 2);
  return e.binary(Operator::kPower, a[0], a[1]);
}
Object* iter(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "iter", 1, 1);
  return is(a[0], Type::kIterator) ? a[0] : e.collect(a[0], Type::kIterator);
}
Object* next(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "next", 1, 2);
  if (!is(a[0], Type::kIterator)) e.fail("next() needs an iterator");
  ListObject* list = as_list(a[0]);
  if (list->size == 0) {
    if (a.size() == 2) return a[1];
    e.fail("next() of an iterator that is at its end");
  }
  Object* first = list->data[0].object;
  ++list->data;
  --list->size;
  --list->capacity;
  return first;
}
Object* chr(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "chr", 1, 1);
  return e.string(e.format(a[0], "c"));
}
Object* ord(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "ord", 1, 1);
  uint32_t code_point = 0;
  if (!is(a[0], Type::kString) || as_text(a[0]).empty() ||
      decode_utf8(as_text(a[0]), 0, code_point) != as_text(a[0]).size())
    e.fail("ord() needs one character");
  return e.heap().integer(code_point);
}
Object* frozenset(Evaluator& e, Object*, Arguments& a) { return set_type(e, nullptr, a); }

}  // namespace

Object* find_builtin(std::string_view name) {
  static std::unordered_map<std::string_view, BuiltinObject> table = [] {
    std::unordered_map<std::string_view, BuiltinObject> t;
    const auto add = [&](std::string_view key, BuiltinFunction function) {
      t.emplace(key, BuiltinObject{{Type::kBuiltin}, key, function, nullptr});
    };
    add("dict", dict_type), add("list", list_type), add("tuple", tuple_type), add("set", set_type),
        add("int", int_type), add("float", float_type);
    add("str", str_type), add("bool", bool_type), add("range", range_type), add("slice", slice_type), add("len", len),
        add("sorted", sorted);
    add("reversed", reversed), add("zip", zip), add("enumerate", enumerate), add("map", map), add("filter", filter),
        add("sum", sum);
    add("min", min), add("max", max), add("abs", abs), add("round", round), add("any", any), add("all", all),
        add("isinstance", isinstance);
    add("type", type_of), add("hasattr", hasattr), add("getattr", getattr), add("repr", repr), add("format", format),
        add("print", print), add("divmod", divmod);
    add("pow", pow), add("iter", iter), add("next", next), add("chr", chr), add("ord", ord),
        add("frozenset", frozenset);
    return t;
  }();
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace slipway::config
