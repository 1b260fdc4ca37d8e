// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The objects that a config's expressions work on while it is evaluated. They behave as Python's do (shared by
/// reference, mutable containers); the result is copied into a tree of `Value` at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "config/syntax/arena.h"
#include "config/syntax/source.h"

namespace slipway::config {

enum class Type : uint8_t {
  kNone,
  kEllipsis,
  kBool,
  kInt,
  kBigInt,  ///< beyond 64 bits: a StringObject of its decimal digits, which nothing computes with
  kFloat,
  kString,
  kBytes,
  kList,
  kTuple,
  kSet,
  kDict,
  kIterator,  ///< the items of zip(), enumerate(), a generator expression, dict.keys(): a list that is no list
  kRange,
  kSlice,
  kFunction,
  kBuiltin,
  kModule,
  kLazy,
  kPattern,  ///< a compiled regular expression
  kMatch     ///< what it has found
};

struct Object {
  Type type;
};

/// An object where it is held, and where it was put there.
struct Slot {
  Object* object = nullptr;
  Place place;
};

struct BoolObject : Object {
  bool value;
};
struct IntObject : Object {
  int64_t value;
};
struct FloatObject : Object {
  double value;
};
struct StringObject : Object {  // also bytes and big integers
  std::string_view text;
  uint64_t hash;  ///< 0: not computed yet
};
struct ListObject : Object {  // list, tuple and iterator
  Slot* data;
  uint32_t size;
  uint32_t capacity;
  Slot* begin() { return data; }
  Slot* end() { return data + size; }
};
struct RangeObject : Object {
  int64_t start, stop, step;
};
struct SliceObject : Object {
  Object *start, *stop, *step;
};  // null where not written
/// What an import of the pure-Python style binds: a name that stands for an object which is never imported.
struct LazyObject : Object {
  std::string_view dotted;        ///< what it becomes in the config
  std::string_view child_prefix;  ///< `x.y` becomes child_prefix + ".y"
};

struct Entry {
  Object* key;
  Object* value;  // unused in a set
  Place place;
  uint64_t hash;
};

/// dict and set: entries in order of insertion and, for more than a few, a hash index.
struct DictObject : Object {
  bool config;  ///< mmengine's ConfigDict: attributes are keys, `update` merges
  Entry* entries;
  uint32_t size;
  uint32_t capacity;
  uint32_t* index;      // open addressing, entry number + 1, 0 for free; null while the dict is small
  uint32_t index_mask;  // its size - 1
  Entry* begin() { return entries; }
  Entry* end() { return entries + size; }
};

struct Scope {
  DictObject* names;
  Scope* parent;
  bool function;  ///< false for a comprehension's scope and the file's own
};

struct FunctionSyntax;
struct FunctionObject : Object {
  const FunctionSyntax* syntax;
  Scope* closure;
  Span<Object*> defaults;  // of the last parameters; null entries for keyword-only ones without
};

class Evaluator;
struct Arguments;
using BuiltinFunction = Object* (*)(Evaluator&, Object* self, Arguments&);
struct BuiltinObject : Object {
  std::string_view name;
  BuiltinFunction function;
  Object* self;  // null for a free function
};
struct ModuleObject : Object {
  std::string_view name;
};

std::string_view name_of(Type type);
inline bool is(const Object* object, Type type) { return object->type == type; }
inline ListObject* as_list(Object* object) { return static_cast<ListObject*>(object); }
inline DictObject* as_dict(Object* object) { return static_cast<DictObject*>(object); }
inline std::string_view as_text(const Object* object) { return static_cast<const StringObject*>(object)->text; }
inline int64_t as_int(const Object* object) {
  return is(object, Type::kBool) ? static_cast<const BoolObject*>(object)->value
                                 : static_cast<const IntObject*>(object)->value;
}
inline bool is_integer(const Object* object) { return is(object, Type::kInt) || is(object, Type::kBool); }
inline bool is_number(const Object* object) { return is_integer(object) || is(object, Type::kFloat); }
inline double as_double(const Object* object) {
  return is(object, Type::kFloat) ? static_cast<const FloatObject*>(object)->value
                                  : static_cast<double>(as_int(object));
}
inline bool is_sequence(const Object* object) { return is(object, Type::kList) || is(object, Type::kTuple); }

Object* none();
Object* ellipsis();
Object* boolean(bool value);

/// Makes objects in an arena; interns strings that are written in the source, so that most look-ups compare pointers.
class Heap {
 public:
  explicit Heap(size_t limit_bytes) : arena_(limit_bytes) {}

  Arena& arena() { return arena_; }
  Object* integer(int64_t value);
  /// @param digits decimal, with or without a minus. An int of 64 bits where they fit.
  Object* integer(std::string_view digits);
  Object* real(double value) { return arena_.make<FloatObject>(FloatObject{{Type::kFloat}, value}); }
  /// Copies the text.
  StringObject* string(std::string_view text) { return string_no_copy(arena_.copy(text)); }
  /// The text has to live as long as the heap.
  StringObject* string_no_copy(std::string_view text) {
    return arena_.make<StringObject>(StringObject{{Type::kString}, text, 0});
  }
  StringObject* intern(std::string_view text);
  Object* bytes(std::string_view text) {
    return arena_.make<StringObject>(StringObject{{Type::kBytes}, arena_.copy(text), 0});
  }
  ListObject* list(size_t capacity = 0, Type type = Type::kList);
  ListObject* tuple(size_t capacity = 0) { return list(capacity, Type::kTuple); }
  DictObject* dict(size_t capacity = 0, Type type = Type::kDict);
  LazyObject* lazy(std::string_view dotted, std::string_view child_prefix);

  void append(ListObject* list, Slot slot);
  void insert(ListObject* list, size_t position, Slot slot);

  /// The entry of `key`, null where it is absent. The key has to be hashable (see `hash_of`).
  Entry* find(DictObject* dict, Object* key);
  Entry* find(DictObject* dict, std::string_view key);
  /// Sets or adds an entry.
  void set(DictObject* dict, Object* key, Object* value, Place place);
  /// Removes an entry of this dict, keeping the order.
  void erase(DictObject* dict, Entry* entry);
  void clear(DictObject* dict);

 private:
  void rebuild_index(DictObject* dict, uint32_t slots);
  Entry* find(DictObject* dict, Object* key, uint64_t hash);

  Arena arena_;
  std::unordered_map<std::string_view, StringObject*> interned_;
};

/// Python's hash in spirit: equal objects have equal hashes. @throws Error for a list, dict or set.
uint64_t hash_of(Object* object);
/// Equality of hashable objects (keys).
bool keys_equal(const Object* a, const Object* b);

}  // namespace slipway::config
