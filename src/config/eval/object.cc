// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/eval/object.h"

#include <bit>
#include <charconv>
#include <cmath>

#include "base/hash64.h"

namespace slipway::config {
namespace {

/// Below this, a look at every entry is faster than a hash table.
constexpr uint32_t kSmallDict = 8;
/// Longer texts and tuples are no keys: every look-up would have to go through all of them.
constexpr size_t kMaxKeyBytes = 16384;
constexpr int kMaxKeyItems = 200;

Object none_object{Type::kNone};
Object ellipsis_object{Type::kEllipsis};
BoolObject true_object{{Type::kBool}, true};
BoolObject false_object{{Type::kBool}, false};

uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  return x | 1;  // never 0, which stands for "not computed"
}

uint64_t hash_items(Object* object, int& items) {
  switch (object->type) {
    case Type::kString:
    case Type::kBigInt:
    case Type::kBytes: {
      auto* string = static_cast<StringObject*>(object);
      if (string->text.size() > kMaxKeyBytes) throw Unplaced("this text is too long to be a key");
      if (string->hash == 0) string->hash = mix(hash64(string->text));
      return string->hash;
    }
    case Type::kBool:
    case Type::kInt:
      return mix(static_cast<uint64_t>(as_int(object)) * 0x9E3779B97F4A7C15ULL);
    case Type::kFloat: {
      const double value = as_double(object);
      if (std::floor(value) == value && std::abs(value) < 9e18)
        return mix(static_cast<uint64_t>(static_cast<int64_t>(value)) * 0x9E3779B97F4A7C15ULL);
      return mix(std::bit_cast<uint64_t>(value));
    }
    case Type::kTuple: {
      uint64_t h = 0x345678;
      if (++items > kMaxKeyItems) throw Unplaced("this tuple is too long to be a key");
      for (const Slot& slot : *as_list(object)) {
        if (++items > kMaxKeyItems) throw Unplaced("this tuple is too long to be a key");
        h = mix(h * 1000003 ^ hash_items(slot.object, items));
      }
      return h;
    }
    case Type::kList:
    case Type::kDict:
    case Type::kSet:
    case Type::kSlice:
      throw Unplaced(fmt::format("a {} cannot be a key or a member of a set", name_of(object->type)));
    default:
      return mix(std::bit_cast<uint64_t>(object));
  }
}

}  // namespace

std::string_view name_of(Type type) {
  switch (type) {
    case Type::kNone:
      return "None";
    case Type::kEllipsis:
      return "ellipsis";
    case Type::kBool:
      return "bool";
    case Type::kInt:
    case Type::kBigInt:
      return "int";
    case Type::kFloat:
      return "float";
    case Type::kString:
      return "str";
    case Type::kBytes:
      return "bytes";
    case Type::kList:
      return "list";
    case Type::kTuple:
      return "tuple";
    case Type::kSet:
      return "set";
    case Type::kDict:
      return "dict";
    case Type::kIterator:
      return "iterator";
    case Type::kRange:
      return "range";
    case Type::kSlice:
      return "slice";
    case Type::kFunction:
    case Type::kBuiltin:
      return "function";
    case Type::kModule:
      return "module";
    case Type::kLazy:
      return "imported name";
    case Type::kPattern:
      return "re.Pattern";
    case Type::kMatch:
      return "re.Match";
  }
  return "object";
}

Object* none() { return &none_object; }
Object* ellipsis() { return &ellipsis_object; }
Object* boolean(bool value) { return value ? &true_object : &false_object; }

uint64_t hash_of(Object* object) {
  int items = 0;
  return hash_items(object, items);
}

bool keys_equal(const Object* a, const Object* b) {
  if (a == b) return true;
  if (is_number(a) && is_number(b)) {
    if (is_integer(a) && is_integer(b)) return as_int(a) == as_int(b);
    return as_double(a) == as_double(b);
  }
  if (a->type != b->type) return false;
  if (is(a, Type::kString) || is(a, Type::kBytes) || is(a, Type::kBigInt)) return as_text(a) == as_text(b);
  if (is(a, Type::kTuple)) {
    auto* left = static_cast<const ListObject*>(a);
    auto* right = static_cast<const ListObject*>(b);
    if (left->size != right->size) return false;
    for (uint32_t i = 0; i < left->size; ++i)
      if (!keys_equal(left->data[i].object, right->data[i].object)) return false;
    return true;
  }
  return false;
}

Object* Heap::integer(int64_t value) { return arena_.make<IntObject>(IntObject{{Type::kInt}, value}); }

Object* Heap::integer(std::string_view digits) {
  int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc()) return integer(value);
  StringObject* big = string(digits);
  big->type = Type::kBigInt;
  return big;
}

StringObject* Heap::intern(std::string_view text) {
  // Long texts are values, never names; they are no keys either, so they have no hash.
  if (text.size() > kMaxKeyBytes) return string(text);
  if (auto found = interned_.find(text); found != interned_.end()) return found->second;
  StringObject* result = string(text);
  result->hash = hash_of(result);
  interned_.emplace(result->text, result);
  return result;
}

ListObject* Heap::list(size_t capacity, Type type) {
  ListObject* result = arena_.make<ListObject>(ListObject{{type}, nullptr, 0, static_cast<uint32_t>(capacity)});
  if (capacity > 0) result->data = arena_.array<Slot>(capacity);
  return result;
}

DictObject* Heap::dict(size_t capacity, Type type) {
  DictObject* result =
      arena_.make<DictObject>(DictObject{{type}, false, nullptr, 0, static_cast<uint32_t>(capacity), nullptr, 0});
  if (capacity > 0) result->entries = arena_.array<Entry>(capacity);
  return result;
}

LazyObject* Heap::lazy(std::string_view dotted, std::string_view child_prefix) {
  return arena_.make<LazyObject>(LazyObject{{Type::kLazy}, arena_.copy(dotted), arena_.copy(child_prefix)});
}

void Heap::append(ListObject* list, Slot slot) {
  if (list->size == list->capacity) {
    const uint32_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
    Slot* data = arena_.array<Slot>(capacity);
    std::copy(list->data, list->data + list->size, data);
    list->data = data;
    list->capacity = capacity;
  }
  list->data[list->size++] = slot;
}

void Heap::insert(ListObject* list, size_t position, Slot slot) {
  append(list, slot);
  for (size_t i = list->size - 1; i > position; --i) list->data[i] = list->data[i - 1];
  list->data[position] = slot;
}

void Heap::rebuild_index(DictObject* dict, uint32_t slots) {
  if (dict->index == nullptr || dict->index_mask + 1 < slots) {
    dict->index = arena_.array<uint32_t>(slots);
    dict->index_mask = slots - 1;
  }
  std::fill(dict->index, dict->index + dict->index_mask + 1, 0);
  for (uint32_t i = 0; i < dict->size; ++i) {
    uint64_t at = dict->entries[i].hash >> 1;
    while (dict->index[at & dict->index_mask] != 0) ++at;
    dict->index[at & dict->index_mask] = i + 1;
  }
}

Entry* Heap::find(DictObject* dict, Object* key, uint64_t hash) {
  if (dict->index == nullptr) {
    for (Entry& entry : *dict)
      if (entry.key == key || (entry.hash == hash && keys_equal(entry.key, key))) return &entry;
    return nullptr;
  }
  for (uint64_t at = hash >> 1;; ++at) {
    const uint32_t number = dict->index[at & dict->index_mask];
    if (number == 0) return nullptr;
    Entry& entry = dict->entries[number - 1];
    if (entry.hash == hash && keys_equal(entry.key, key)) return &entry;
  }
}

Entry* Heap::find(DictObject* dict, Object* key) { return dict->size == 0 ? nullptr : find(dict, key, hash_of(key)); }

Entry* Heap::find(DictObject* dict, std::string_view key) {
  StringObject temporary{{Type::kString}, key, 0};
  return find(dict, &temporary);
}

void Heap::set(DictObject* dict, Object* key, Object* value, Place place) {
  const uint64_t hash = hash_of(key);
  if (Entry* entry = dict->size == 0 ? nullptr : find(dict, key, hash)) {
    entry->value = value;
    entry->place = place;
    return;
  }
  if (dict->size == dict->capacity) {
    const uint32_t capacity = dict->capacity == 0 ? 4 : dict->capacity * 2;
    Entry* entries = arena_.array<Entry>(capacity);
    std::copy(dict->entries, dict->entries + dict->size, entries);
    dict->entries = entries;
    dict->capacity = capacity;
  }
  dict->entries[dict->size++] = {key, value, place, hash};
  if (dict->size <= kSmallDict) return;
  if (dict->index == nullptr || dict->size * 2 > dict->index_mask) {
    rebuild_index(dict, std::bit_ceil(dict->size * 4));
  } else {
    uint64_t at = hash >> 1;
    while (dict->index[at & dict->index_mask] != 0) ++at;
    dict->index[at & dict->index_mask] = dict->size;
  }
}

void Heap::erase(DictObject* dict, Entry* entry) {
  std::copy(entry + 1, dict->end(), entry);
  --dict->size;
  if (dict->index != nullptr) rebuild_index(dict, dict->index_mask + 1);
}

void Heap::clear(DictObject* dict) {
  dict->size = 0;
  dict->index = nullptr;
}

}  // namespace slipway::config
