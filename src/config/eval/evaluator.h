// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/eval/object.h"
#include "config/syntax/ast.h"

namespace slipway::config {

class Regex;

/// What a load may use up, so that no file, however hostile, takes more than about a second.
struct Limits {
  size_t memory_bytes = size_t{160} << 20;
  int64_t steps = 10'000'000;
  int depth = 400;                       ///< of nested calls, expressions and containers
  size_t files = 2000;                   ///< read by one load, bases counted as often as they are read
  size_t text_bytes = size_t{16} << 20;  ///< of all these files
  size_t values = 1'000'000;             ///< in the result
};

/// What the files of one load share: objects, texts, and what is left of the limits.
struct Session {
  explicit Session(const Limits& limits_) : limits(limits_), heap(limits_.memory_bytes), steps_left(limits_.steps) {}

  Limits limits;
  Heap heap;
  int64_t steps_left;
  size_t text_bytes = 0;
  std::vector<std::unique_ptr<Source>> sources;
  std::map<std::pair<std::string, int>, std::shared_ptr<const Regex>> regexes;  ///< by pattern and flags
  DictObject* environment = nullptr;  ///< what `os.environ` is in this load; made when it is asked for

  /// @throws Error for text that is not UTF-8, and where the limits are reached
  Source& add_source(std::string name, std::string text);
  const Source& source(Place place) const { return *sources[place.file]; }
};

/// Arguments of one call.
struct Arguments {
  std::vector<Slot> positional;
  std::vector<std::pair<StringObject*, Slot>> keywords;

  size_t size() const { return positional.size(); }
  Object* operator[](size_t i) const { return positional[i].object; }
};

/// Evaluates the statements of one file. Python's rules, minus everything that reaches outside: no files, processes or
/// network, and bounded steps, depth and memory. Errors are slipway::Error with the place.
class Evaluator {
 public:
  Evaluator(Session& session, DictObject* globals);

  /// Called for `with read_base():`; null where the style has none.
  std::function<void(const Stmt&)> import_bases;
  /// What `_base_` stands for in templates; null where there is none.
  DictObject* bases = nullptr;

  void run(Span<const Stmt*> body);
  Object* evaluate(const Expr* expr);

  // For builtin functions and operators.
  Heap& heap() { return session_.heap; }
  Session& session() { return session_; }
  Place place() const { return place_; }
  [[noreturn]] void fail(const std::string& message) const { session_.source(place_).fail_at(place_, message); }
  void charge(int64_t steps);
  /// What looking for `part` in `text` may cost at worst.
  void charge_search(std::string_view text, std::string_view part);
  /// Guards recursions in C++ that follow the user's nesting.
  struct Depth {
    explicit Depth(Evaluator& evaluator);
    ~Depth() { --evaluator.depth_; }
    Evaluator& evaluator;
  };

  Object* call(Object* callee, Arguments& arguments);
  Object* call(Object* callee, std::initializer_list<Object*> arguments);
  /// Calls `body` with each item; a body that returns false ends the loop.
  void for_each(Object* iterable, const std::function<bool(Slot)>& body);
  /// All items, in a new list of the given type.
  ListObject* collect(Object* iterable, Type type = Type::kList);

  Object* binary(Operator op, Object* left, Object* right);
  Object* unary(Operator op, Object* operand);
  bool compare(Operator op, Object* left, Object* right);
  bool equal(Object* left, Object* right);
  bool less(Object* left, Object* right);
  bool contains(Object* container, Object* item);
  bool truth(Object* object);
  int64_t length(Object* object);

  Object* attribute(Object* object, StringObject* name);
  Object* subscript(Object* object, Object* index);
  void set_attribute(Object* object, StringObject* name, Slot value);
  void set_subscript(Object* object, Object* index, Slot value);
  void delete_subscript(Object* object, Object* index);

  // ConfigDict's own rules.
  void config_set(DictObject* dict, Object* key, Slot value);
  void config_update(DictObject* dict, DictObject* other);
  /// Makes plain dicts within lists and dicts ConfigDicts, in new containers.
  Object* config_hook(Object* value);

  std::string to_repr(Object* object);
  std::string to_str(Object* object);
  std::string format(Object* object, std::string_view spec);
  Object* percent_format(Object* format, Object* values);
  std::string format_fields(std::string_view format, const Arguments& arguments);

  Object* string(std::string_view text) { return heap().string(text); }
  int64_t index_argument(Object* object, std::string_view what);

 private:
  enum class Flow { kNormal, kBreak, kContinue, kReturn };
  Flow execute(const Stmt* stmt);
  Flow execute(Span<const Stmt*> body);
  Flow execute_for(const Stmt* stmt);
  Flow execute_match(const Stmt* stmt);
  /// Names that a pattern keeps; bound only when all of it matches.
  using Captures = std::vector<std::pair<StringObject*, Object*>>;
  bool matches(const Pattern* pattern, Object* subject, Captures& captures);
  bool matches_sequence(const Pattern* pattern, Object* subject, Captures& captures);
  bool matches_mapping(const Pattern* pattern, Object* subject, Captures& captures);
  bool matches_class(const Pattern* pattern, Object* subject, Captures& captures);
  void execute_import(const Stmt* stmt);
  void execute_import_from(const Stmt* stmt);
  void assign(const Expr* target, Object* value, Place place);
  void unpack(Span<const Expr*> targets, Object* value, Place place);
  void augmented(const Stmt* stmt);
  void remove(const Expr* target);
  void bind(StringObject* name, Object* value, Place place);

  Object* lookup(const Expr* expr);
  Object* evaluate_binary(const Expr* expr);
  Object* evaluate_call(const Expr* expr);
  Object* dict_call(const Expr* expr);
  void evaluate_arguments(const Expr* expr, Arguments& arguments);
  Object* evaluate_items(const Expr* expr, Type type);
  Object* evaluate_dict(const Expr* expr);
  Object* evaluate_comprehension(const Expr* expr);
  void comprehend(const Expr* expr, size_t clause, Object* out);
  Object* evaluate_f_string(const Expr* expr);
  Object* evaluate_base_variable(const Expr* expr);
  Object* base_path(const Expr* path);
  Object* interpolate_bases(StringObject* text);
  Object* make_function(const FunctionSyntax* syntax);
  Object* call_function(FunctionObject* function, Arguments& arguments);
  void merge_mapping(DictObject* into, Object* mapping, Place place);
  Object* index_string(std::string_view text, Object* index);
  void repr_into(std::string& out, Object* object);

  Session& session_;
  DictObject* globals_;
  Scope file_scope_;
  Scope* scope_;
  Place place_;
  int depth_ = 0;
  Object* returned_ = nullptr;
};

/// The builtin function of this name; null where there is none.
Object* find_builtin(std::string_view name);
/// A method of a type; null where there is none.
BuiltinFunction find_method(const Object* object, std::string_view name);
/// Whether `name` is a module of Python's standard library (they are never "imported types" of the pure-Python style).
bool is_standard_module(std::string_view name);
/// A module whose functions configs may use; null where it is not offered.
Object* find_module(std::string_view name);
Object* module_attribute(Evaluator& evaluator, const ModuleObject* module, std::string_view name);
/// What does the same as something of Python that configs cannot have ("os.system"), as "; ..."; "" where nothing does.
std::string instead_of(std::string_view name);
/// `os.environ` as a dict: what a file changes in it, the files of the same load see, and nobody else.
DictObject* environment(Session& session);
/// @name Functions of modules, by their dotted names
/// @{
using ModuleFunctions = std::vector<std::pair<std::string_view, BuiltinFunction>>;
const ModuleFunctions& os_functions();
const ModuleFunctions& json_functions();
const ModuleFunctions& regex_functions();
/// `re.IGNORECASE` and so on, as ints; null for another name.
Object* regex_flag(Evaluator& evaluator, std::string_view name);
/// @}
/// Python's `copy.deepcopy`.
Object* deep_copy(Evaluator& evaluator, Object* object);
/// Python's number of characters, and the byte at which the character `index` starts.
size_t character_count(std::string_view text);
size_t byte_offset(std::string_view text, size_t index);

}  // namespace slipway::config
