// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Methods of dict (and ConfigDict), list, tuple and set.
#include <algorithm>
#include <unordered_map>

#include "config/eval/builtin_help.h"
#include "config/eval/regex_objects.h"
#include "config/eval/string_methods.h"

namespace slipway::config {
namespace {

using Methods = std::unordered_map<std::string_view, BuiltinFunction>;

void set_entry(Evaluator& e, DictObject* dict, Object* key, Slot value) {
  if (dict->config)
    e.config_set(dict, key, value);
  else
    e.heap().set(dict, key, value.object, value.place);
}

Object* dict_update(Evaluator& e, Object* self, Arguments& a) {
  at_most(e, a, "update", 1);
  DictObject* dict = as_dict(self);
  DictObject* other = e.heap().dict();
  if (a.size() == 1) {
    if (is(a[0], Type::kDict)) {
      for (const Entry& entry : *as_dict(a[0])) e.heap().set(other, entry.key, entry.value, entry.place);
    } else {
      e.for_each(a[0], [&](Slot item) {
        ListObject* pair = e.collect(item.object);
        if (pair->size != 2) e.fail("update() needs a dict or pairs of key and value");
        e.heap().set(other, pair->data[0].object, pair->data[1].object, item.place);
        return true;
      });
    }
  }
  for (const auto& [name, slot] : a.keywords) e.heap().set(other, name, slot.object, slot.place);
  e.charge(other->size);
  if (dict->config)
    e.config_update(dict, other);
  else
    for (const Entry& entry : *other) e.heap().set(dict, entry.key, entry.value, entry.place);
  return none();
}

Object* dict_copy(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "copy", 0, 0);
  DictObject* dict = as_dict(self);
  DictObject* copy = e.heap().dict(dict->size, self->type);
  copy->config = dict->config;
  e.charge(dict->size);
  for (uint32_t i = 0; i < dict->size; ++i)
    set_entry(e, copy, dict->entries[i].key, {dict->entries[i].value, dict->entries[i].place});
  return copy;
}

Object* dict_pop(Evaluator& e, Object* self, Arguments& a) {
  at_most(e, a, "pop", 2);
  if (a.size() == 0) e.fail("pop() needs a key");
  Object* fallback = a.size() == 2 ? a[1] : keyword(a, "default");
  DictObject* dict = as_dict(self);
  if (Entry* entry = e.heap().find(dict, a[0])) {
    Object* value = entry->value;
    e.charge(dict->size / 4);
    e.heap().erase(dict, entry);
    return value;
  }
  if (fallback == nullptr && dict->config) return none();
  if (fallback == nullptr) e.fail(fmt::format("there is no key {} to pop", e.to_repr(a[0])));
  return fallback;
}

Object* dict_popitem(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "popitem", 0, 0);
  DictObject* dict = as_dict(self);
  if (dict->size == 0) e.fail("popitem() of an empty dict");
  Entry* last = dict->entries + dict->size - 1;
  ListObject* pair = e.heap().tuple(2);
  e.heap().append(pair, {last->key, last->place});
  e.heap().append(pair, {last->value, last->place});
  e.charge(dict->size / 4);
  e.heap().erase(dict, last);
  return pair;
}

Object* dict_get(Evaluator& e, Object* self, Arguments& a) {
  at_most(e, a, "get", 2);
  Object* key = a.size() > 0 ? a[0] : keyword(a, "key");
  if (key == nullptr) e.fail("get() needs a key");
  if (const Entry* entry = e.heap().find(as_dict(self), key)) return entry->value;
  Object* fallback = a.size() == 2 ? a[1] : keyword(a, "default");
  return fallback != nullptr ? fallback : none();
}

Object* dict_setdefault(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "setdefault", 1, 2);
  if (const Entry* entry = e.heap().find(as_dict(self), a[0])) return entry->value;
  set_entry(e, as_dict(self), a[0], {a.size() == 2 ? a[1] : none(), e.place()});
  return e.heap().find(as_dict(self), a[0])->value;
}

Object* dict_keys(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "keys", 0, 0);
  return e.collect(self, Type::kIterator);
}
Object* dict_values(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "values", 0, 0);
  ListObject* list = e.heap().list(as_dict(self)->size, Type::kIterator);
  e.charge(as_dict(self)->size);
  for (const Entry& entry : *as_dict(self)) e.heap().append(list, {entry.value, entry.place});
  return list;
}
Object* dict_items(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "items", 0, 0);
  ListObject* list = e.heap().list(as_dict(self)->size, Type::kIterator);
  e.charge(as_dict(self)->size);
  for (const Entry& entry : *as_dict(self)) {
    ListObject* pair = e.heap().tuple(2);
    e.heap().append(pair, {entry.key, entry.place});
    e.heap().append(pair, {entry.value, entry.place});
    e.heap().append(list, {pair, entry.place});
  }
  return list;
}
Object* dict_clear(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "clear", 0, 0);
  e.heap().clear(as_dict(self));
  return none();
}
Object* dict_fromkeys(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "fromkeys", 1, 2);
  DictObject* dict = e.heap().dict();
  e.for_each(a[0], [&](Slot item) {
    e.heap().set(dict, item.object, a.size() == 2 ? a[1] : none(), item.place);
    return true;
  });
  return dict;
}
Object* config_to_dict(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "to_dict", 0, 0);
  return deep_copy(e, self);
}
/// ConfigDict.merge: as a child file's dict is merged into a base's, with `_delete_`.
Object* config_merge(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "merge", 1, 1);
  if (!is(a[0], Type::kDict)) e.fail("merge() needs a dict");
  struct Merger {
    Evaluator& e;
    Object* run(Object* a_value, Object* b_value) {
      const Evaluator::Depth depth(e);
      e.charge(1);
      if (a_value == nullptr) return b_value;
      if (!is(a_value, Type::kDict)) return a_value;
      DictObject* from = as_dict(a_value);
      DictObject* into = b_value != nullptr && is(b_value, Type::kDict) ? as_dict(b_value) : nullptr;
      DictObject* result = e.heap().dict(from->size);
      const Entry* remove = e.heap().find(from, "_delete_");
      if (into != nullptr && !(remove != nullptr && e.truth(remove->value)))
        for (const Entry& entry : *into) {
          const Entry* other = e.heap().find(from, entry.key);
          e.heap().set(result, entry.key, run(other != nullptr ? other->value : nullptr, entry.value),
                       other != nullptr ? other->place : entry.place);
        }
      for (const Entry& entry : *from) {
        if (is(entry.key, Type::kString) && as_text(entry.key) == "_delete_") continue;
        if (e.heap().find(result, entry.key) == nullptr)
          e.heap().set(result, entry.key, into != nullptr ? run(entry.value, nullptr) : entry.value, entry.place);
      }
      return result;
    }
  };
  DictObject* merged = as_dict(Merger{e}.run(deep_copy(e, a[0]), self));
  DictObject* dict = as_dict(self);
  e.heap().clear(dict);
  for (uint32_t i = 0; i < merged->size; ++i)
    e.config_set(dict, merged->entries[i].key, {merged->entries[i].value, merged->entries[i].place});
  return none();
}

Object* list_append(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "append", 1, 1);
  e.heap().append(as_list(self), a.positional[0]);
  return none();
}
Object* list_extend(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "extend", 1, 1);
  ListObject* items = e.collect(a[0]);
  for (const Slot& slot : *items) e.heap().append(as_list(self), slot);
  return none();
}
Object* list_insert(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "insert", 2, 2);
  ListObject* list = as_list(self);
  int64_t at = e.index_argument(a[0], "the position");
  if (at < 0) at = std::max<int64_t>(at + list->size, 0);
  e.charge(list->size / 8);
  e.heap().insert(list, static_cast<size_t>(std::min<int64_t>(at, list->size)), a.positional[1]);
  return none();
}
Object* list_pop(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "pop", 0, 1);
  if (as_list(self)->size == 0) e.fail("pop() of an empty list");
  Object* index = a.size() == 1 ? a[0] : e.heap().integer(-1);
  Object* value = e.subscript(self, index);
  e.delete_subscript(self, index);
  return value;
}
Object* list_remove(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "remove", 1, 1);
  for (uint32_t i = 0; i < as_list(self)->size; ++i)
    if (e.equal(as_list(self)->data[i].object, a[0])) {
      e.delete_subscript(self, e.heap().integer(i));
      return none();
    }
  e.fail("remove(): the value is not in the list");
}
Object* list_index(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "index", 1, 3);
  const int64_t size = as_list(self)->size;
  const auto bound = [&](size_t i, int64_t fallback) {
    if (a.size() <= i) return fallback;
    const int64_t value = e.index_argument(a[i], "a bound");
    return std::clamp<int64_t>(value < 0 ? value + size : value, 0, size);
  };
  for (int64_t i = bound(1, 0), end = bound(2, size); i < end && i < as_list(self)->size; ++i)
    if (e.equal(as_list(self)->data[i].object, a[0])) return e.heap().integer(i);
  e.fail(fmt::format("index(): {} is not in the {}", e.to_repr(a[0]), name_of(self->type)));
}
Object* list_count(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "count", 1, 1);
  int64_t count = 0;
  for (const Slot& slot : *as_list(self)) count += e.equal(slot.object, a[0]) ? 1 : 0;
  return e.heap().integer(count);
}
Object* list_reverse(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "reverse", 0, 0);
  e.charge(as_list(self)->size / 8);
  std::reverse(as_list(self)->begin(), as_list(self)->end());
  return none();
}
Object* list_sort(Evaluator& e, Object* self, Arguments& a) {
  at_most(e, a, "sort", 0);
  sort_list(e, as_list(self), a);
  return none();
}
Object* list_copy(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "copy", 0, 0);
  return e.collect(self);
}
Object* list_clear(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "clear", 0, 0);
  as_list(self)->size = 0;
  return none();
}

Object* set_add(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "add", 1, 1);
  e.heap().set(as_dict(self), a[0], none(), a.positional[0].place);
  return none();
}
Object* set_discard(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "discard", 1, 1);
  e.charge(as_dict(self)->size / 4);
  if (Entry* entry = e.heap().find(as_dict(self), a[0])) e.heap().erase(as_dict(self), entry);
  return none();
}
Object* set_update(Evaluator& e, Object* self, Arguments& a) {
  for (const Slot& slot : a.positional)
    for (const Slot& item : *e.collect(slot.object)) e.heap().set(as_dict(self), item.object, none(), item.place);
  return none();
}
template <Operator kOp>
Object* set_operation(Evaluator& e, Object* self, Arguments& a) {
  Object* result = self;
  for (const Slot& slot : a.positional) result = e.binary(kOp, result, e.call(find_builtin("set"), {slot.object}));
  return result == self ? dict_copy(e, self, a) : result;
}

}  // namespace

BuiltinFunction find_method(const Object* object, std::string_view name) {
  static const Methods dict_methods = {
      {"update", dict_update},   {"copy", dict_copy},        {"pop", dict_pop},
      {"popitem", dict_popitem}, {"get", dict_get},          {"setdefault", dict_setdefault},
      {"keys", dict_keys},       {"values", dict_values},    {"items", dict_items},
      {"clear", dict_clear},     {"fromkeys", dict_fromkeys}};
  static const Methods config_methods = {{"to_dict", config_to_dict}, {"merge", config_merge}};
  static const Methods list_methods = {{"append", list_append}, {"extend", list_extend},   {"insert", list_insert},
                                       {"pop", list_pop},       {"remove", list_remove},   {"index", list_index},
                                       {"count", list_count},   {"reverse", list_reverse}, {"sort", list_sort},
                                       {"copy", list_copy},     {"clear", list_clear}};
  static const Methods tuple_methods = {{"index", list_index}, {"count", list_count}};
  static const Methods set_methods = {{"add", set_add},
                                      {"discard", set_discard},
                                      {"remove", set_discard},
                                      {"update", set_update},
                                      {"copy", dict_copy},
                                      {"clear", dict_clear},
                                      {"union", set_operation<Operator::kOr>},
                                      {"intersection", set_operation<Operator::kAnd>},
                                      {"difference", set_operation<Operator::kSubtract>},
                                      {"symmetric_difference", set_operation<Operator::kXor>}};
  const auto find = [&](const Methods& methods) -> BuiltinFunction {
    const auto found = methods.find(name);
    return found == methods.end() ? nullptr : found->second;
  };
  switch (object->type) {
    case Type::kDict: {
      if (BuiltinFunction method = find(dict_methods)) return method;
      return static_cast<const DictObject*>(object)->config ? find(config_methods) : nullptr;
    }
    case Type::kList:
      return find(list_methods);
    case Type::kTuple:
      return find(tuple_methods);
    case Type::kSet:
      return find(set_methods);
    case Type::kString:
      return find_string_method(name);
    case Type::kPattern:
      return find_pattern_method(name);
    case Type::kMatch:
      return find_match_method(name);
    case Type::kBuiltin:
      // `dict.fromkeys`, `str.join`, ... through the type: only the first is of use in configs.
      return static_cast<const BuiltinObject*>(object)->name == "dict" && name == "fromkeys" ? dict_fromkeys : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace slipway::config
