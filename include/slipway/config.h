// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Values of the OpenMMLab config language, and how to read a config file into them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::config {

class Value;

/// Where a value was written. `line` and `column` count from 1; 0 where there is no place (values made by a program).
struct Location {
  std::shared_ptr<const std::string> file;  ///< null where there is none
  int line = 0;
  int column = 0;
  /// "path/file.py:12:5"; "" where there is none
  std::string text() const;
};

/// A value as a Python config holds it. Cheap to copy (containers are shared and copied on write); order of dict keys,
/// and tuple/list, int/float, kept apart. Not thread-safe for writing; any number of threads may read.
class Value {
 public:
  enum class Kind { kNone, kBool, kInt, kFloat, kString, kBytes, kList, kTuple, kSet, kDict };
  /// Entries of a dict, in insertion order. Keys are strings, ints, floats, bools, None or tuples, as in Python.
  using Items = std::vector<std::pair<Value, Value>>;

  Value();  ///< None
  Value(bool value);
  Value(int value);
  Value(int64_t value);
  Value(double value);
  Value(std::string value);
  Value(const char* value);
  static Value list(std::vector<Value> items = {});
  static Value tuple(std::vector<Value> items = {});
  static Value set(std::vector<Value> items = {});
  static Value dict();

  Kind kind() const;
  bool is_none() const { return kind() == Kind::kNone; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_int() const { return kind() == Kind::kInt; }
  bool is_big_int() const;  ///< an int beyond 64 bits: repr() has its digits, as_float() its nearest float
  bool is_float() const { return kind() == Kind::kFloat; }
  bool is_number() const { return is_int() || is_float(); }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_sequence() const { return kind() == Kind::kList || kind() == Kind::kTuple; }
  bool is_dict() const { return kind() == Kind::kDict; }

  /// @name Typed access
  /// Each throws slipway::Error where the value has another type; the message names the full path of the key
  /// ("model.backbone.depth"), the file and line where it was set, what was expected and what is there.
  /// @{
  bool as_bool() const;
  int64_t as_int() const;   ///< an int, or a bool as Python has it
  double as_float() const;  ///< a float or an int
  const std::string& as_string() const;
  std::vector<int64_t> as_ints() const;   ///< a list or tuple of ints
  std::vector<double> as_floats() const;  ///< a list or tuple of numbers
  std::vector<std::string> as_strings() const;
  const std::vector<Value>& as_sequence() const;  ///< items of a list, tuple or set
  const Items& as_dict() const;
  /// @}

  /// Length of a list, tuple, set, dict or string.
  size_t size() const;
  /// Item of a list or tuple; an Error where it is out of range.
  const Value& at(size_t index) const;
  /// Entry of a dict by its string key; an Error that names the path, and near keys, where it is absent.
  const Value& at(std::string_view key) const;
  /// Entry of a dict by its string key, null where it is absent (or this is None). An Error where this is no dict.
  const Value* find(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key) != nullptr; }

  /// Entry of a dict with a fallback for an absent key. A key that is there with None is None, not the fallback.
  bool get(std::string_view key, bool fallback) const;
  int64_t get(std::string_view key, int fallback) const;
  int64_t get(std::string_view key, int64_t fallback) const;
  double get(std::string_view key, double fallback) const;
  std::string get(std::string_view key, const char* fallback) const;
  std::string get(std::string_view key, const std::string& fallback) const;
  std::vector<int64_t> get(std::string_view key, std::vector<int64_t> fallback) const;

  /// Sets an entry of a dict (an Error where this is no dict).
  void set_item(std::string_view key, Value value);
  void set_item(const char* key, Value value) { set_item(std::string_view(key), std::move(value)); }
  void set_item(Value key, Value value);
  void append(Value value);          ///< to a list
  bool erase(std::string_view key);  ///< from a dict; false where it was absent

  const Location& location() const;
  /// Full path from the config's root ("model.backbone"), "" for a root or a free value.
  const std::string& path() const;

  /// Python's equality: 1 == 1.0 == True; a list never equals a tuple.
  friend bool operator==(const Value& a, const Value& b);
  /// As `repr` in Python prints it.
  std::string repr() const;

 private:
  friend class ValueAccess;
  struct Rep;
  std::shared_ptr<Rep> rep_;
};

/// Name of a kind for messages: "int", "dict", "None", ...
std::string_view name_of(Value::Kind kind);

/// What a config file means, apart from its text.
struct LoadOptions {
  /// Folder of each package for `package::path` bases, e.g. {"mmdet", "site-packages/mmdet/.mim"}.
  std::map<std::string, std::filesystem::path> package_roots;
};

/// A config as mmengine's `Config.fromfile` gives it: a dict, and the file that it came from.
/// Errors: slipway::Error with file:line:column and the line shown, for a missing file, a syntax error, a construct
/// that the language does not allow, a circular `_base_`, a duplicate key among bases.
Value load(const std::filesystem::path& file, const LoadOptions& options = {});
/// The same from text; `name` stands for the file in messages, relative bases are looked up beside it.
Value parse(std::string_view text, const std::filesystem::path& name = "<string>", const LoadOptions& options = {});

/// mmengine's `Config.merge_from_dict`: `a.b.0.c` paths, created where absent; `_delete_` honoured.
void merge(Value& config, const std::vector<std::pair<std::string, Value>>& options);
/// One `KEY=VALUE` of the command line, by mmengine's DictAction rules.
std::pair<std::string, Value> parse_option(std::string_view text);

/// How `pretty_text` writes. mmengine changed its ways: until 0.7 keys stood in their own order and a list without
/// dicts on one line where it fits (kOrdered), since 0.8 keys are sorted and every item of a list has its own line
/// (kSorted).
enum class PrettyStyle { kOrdered, kSorted };

/// mmengine's `Config.pretty_text`, laid out as yapf does: valid Python that reads back equal (for kSorted: apart from
/// the order of keys); ends without a newline.
std::string pretty_text(const Value& config, PrettyStyle style = PrettyStyle::kOrdered);
/// JSON; tuples and sets become arrays, keys become strings.
std::string to_json(const Value& value, int indent = 2);

/// The value at a path such as "model.backbone.out_indices.0"; an Error that says how far it leads where there is none.
const Value& at_path(const Value& config, std::string_view path);
/// An Error that lists every key of `dict` which is not `known`, each with the nearest known one and where it was set.
/// @param type_name what the dict configures, for the message: "CSPDarknet"
void check_keys(const Value& dict, std::initializer_list<std::string_view> known, std::string_view type_name);

}  // namespace slipway::config
