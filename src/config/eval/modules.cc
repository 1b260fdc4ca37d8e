// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The functions of Python's standard modules that configs use: nothing that touches a file, a process or the network.
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "config/eval/builtin_help.h"
#include "config/eval/string_methods.h"

namespace slipway::config {
namespace {

std::string_view path_argument(Evaluator& e, const Arguments& a, size_t i) {
  if (i >= a.size() || !is(a[i], Type::kString)) e.fail("a path must be a str");
  return as_text(a[i]);
}

Object* path_join(Evaluator& e, Object*, Arguments& a) {
  std::string path(path_argument(e, a, 0));
  for (size_t i = 1; i < a.size(); ++i) {
    const std::string_view part = path_argument(e, a, i);
    if (!part.empty() && part[0] == '/')
      path = part;
    else if (path.empty() || path.back() == '/')
      path += part;
    else
      path += "/" + std::string(part);
  }
  return e.string(path);
}

size_t name_start(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? 0 : slash + 1;
}

Object* path_basename(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "basename", 1, 1);
  const std::string_view path = path_argument(e, a, 0);
  return e.string(path.substr(name_start(path)));
}
std::string_view directory_of(std::string_view path) {
  std::string_view head = path.substr(0, name_start(path));
  if (head.find_first_not_of('/') != std::string_view::npos)
    while (!head.empty() && head.back() == '/') head.remove_suffix(1);
  return head;
}
Object* path_dirname(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "dirname", 1, 1);
  return e.string(directory_of(path_argument(e, a, 0)));
}
Object* pair(Evaluator& e, std::string_view first, std::string_view second) {
  ListObject* result = e.heap().tuple(2);
  e.heap().append(result, {e.string(first), e.place()});
  e.heap().append(result, {e.string(second), e.place()});
  return result;
}
Object* path_split(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "split", 1, 1);
  const std::string_view path = path_argument(e, a, 0);
  return pair(e, directory_of(path), path.substr(name_start(path)));
}
Object* path_splitext(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "splitext", 1, 1);
  const std::string_view path = path_argument(e, a, 0);
  const size_t start = name_start(path);
  const size_t first = path.find_first_not_of('.', start);
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || first == std::string_view::npos || dot < first) return pair(e, path, "");
  return pair(e, path.substr(0, dot), path.substr(dot));
}
Object* path_normpath(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "normpath", 1, 1);
  const std::string_view path = path_argument(e, a, 0);
  const bool absolute = !path.empty() && path[0] == '/';
  std::vector<std::string_view> parts;
  for (size_t i = 0; i <= path.size();) {
    const size_t end = std::min(path.find('/', i), path.size());
    const std::string_view part = path.substr(i, end - i);
    i = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && ((parts.empty() && absolute) || (!parts.empty() && parts.back() != ".."))) {
      if (!parts.empty()) parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string result = absolute ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) result += (i > 0 ? "/" : "") + std::string(parts[i]);
  return e.string(result.empty() ? "." : result);
}
Object* path_isabs(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "isabs", 1, 1);
  const std::string_view path = path_argument(e, a, 0);
  return boolean(!path.empty() && path[0] == '/');
}
Object* copy_copy(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "copy", 1, 1);
  Arguments nothing;
  if (is(a[0], Type::kDict) || is(a[0], Type::kSet) || is(a[0], Type::kList))
    return find_method(a[0], "copy")(e, a[0], nothing);
  return a[0];
}
Object* copy_deepcopy(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "deepcopy", 1, 1);
  return deep_copy(e, a[0]);
}

double number_argument(Evaluator& e, const Arguments& a, size_t i) {
  if (i >= a.size() || !is_number(a[i])) e.fail("a function of math needs a number");
  return as_double(a[i]);
}
template <double (*kFunction)(double)>
Object* real_function(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "this function", 1, 1);
  const double x = number_argument(e, a, 0);
  const double y = kFunction(x);
  if ((std::isnan(y) && !std::isnan(x)) || (std::isinf(y) && !std::isinf(x)))
    e.fail("the number is outside of what this function takes");
  return e.heap().real(y);
}
template <double (*kFunction)(double)>
Object* whole_function(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "this function", 1, 1);
  if (a.size() == 1 && is_integer(a[0])) return e.heap().integer(as_int(a[0]));
  const double y = kFunction(number_argument(e, a, 0));
  if (!(std::abs(y) < 9.2e18)) e.fail("the number does not fit in a 64-bit int");
  return e.heap().integer(static_cast<int64_t>(y));
}
Object* math_log(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "log", 1, 2);
  const double x = number_argument(e, a, 0);
  if (!(x > 0)) e.fail("log() needs a number above 0");
  if (a.size() == 1) return e.heap().real(std::log(x));
  const double base = number_argument(e, a, 1);
  if (!(base > 0) || base == 1) e.fail("log() needs a base above 0 that is not 1");
  return e.heap().real(std::log(x) / std::log(base));
}
Object* math_pow(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "pow", 2, 2);
  return e.binary(Operator::kPower, e.heap().real(number_argument(e, a, 0)), e.heap().real(number_argument(e, a, 1)));
}
Object* math_gcd(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "gcd", 2, 2);
  uint64_t x = static_cast<uint64_t>(std::abs(e.index_argument(a[0], "an argument of gcd()")));
  uint64_t y = static_cast<uint64_t>(std::abs(e.index_argument(a[1], "an argument of gcd()")));
  while (y != 0) std::swap(x %= y, y);
  return e.heap().integer(static_cast<int64_t>(x));
}
Object* math_prod(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "prod", 1, 1);
  Object* result = e.heap().integer(1);
  e.for_each(a[0], [&](Slot item) {
    result = e.binary(Operator::kMultiply, result, item.object);
    return true;
  });
  return result;
}
Object* math_isnan(Evaluator& e, Object*, Arguments& a) { return boolean(std::isnan(number_argument(e, a, 0))); }
Object* math_isinf(Evaluator& e, Object*, Arguments& a) { return boolean(std::isinf(number_argument(e, a, 0))); }

Object* chain(Evaluator& e, Object*, Arguments& a) {
  ListObject* result = e.heap().list(0, Type::kIterator);
  for (const Slot& slot : a.positional)
    for (const Slot& item : *e.collect(slot.object)) e.heap().append(result, item);
  return result;
}
Object* product(Evaluator& e, Object*, Arguments& a) {
  ListObject* result = e.heap().list(0, Type::kIterator);
  e.heap().append(result, {e.heap().tuple(), e.place()});
  for (const Slot& slot : a.positional) {
    ListObject* items = e.collect(slot.object);
    ListObject* next = e.heap().list(0, Type::kIterator);
    for (const Slot& row : *result)
      for (const Slot& item : *items) {
        ListObject* longer = e.collect(row.object, Type::kTuple);
        e.heap().append(longer, item);
        e.heap().append(next, {longer, item.place});
      }
    result = next;
  }
  return result;
}
Object* reduce(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "reduce", 2, 3);
  Object* value = a.size() == 3 ? a[2] : nullptr;
  e.for_each(a[1], [&](Slot item) {
    value = value == nullptr ? item.object : e.call(a[0], {value, item.object});
    return true;
  });
  if (value == nullptr) e.fail("reduce() of nothing");
  return value;
}

using Functions = std::unordered_map<std::string_view, BuiltinObject>;

double m_sqrt(double x) { return std::sqrt(x); }
double m_exp(double x) { return std::exp(x); }
double m_log2(double x) { return std::log2(x); }
double m_log10(double x) { return std::log10(x); }
double m_sin(double x) { return std::sin(x); }
double m_cos(double x) { return std::cos(x); }
double m_tan(double x) { return std::tan(x); }
double m_atan(double x) { return std::atan(x); }
double m_radians(double x) { return x * (3.14159265358979323846 / 180); }
double m_degrees(double x) { return x * (180 / 3.14159265358979323846); }
double m_fabs(double x) { return std::abs(x); }
double m_floor(double x) { return std::floor(x); }
double m_ceil(double x) { return std::ceil(x); }
double m_trunc(double x) { return std::trunc(x); }

Functions& functions() {
  static Functions table = [] {
    Functions t;
    const auto add = [&](std::string_view key, BuiltinFunction function) {
      t.emplace(key, BuiltinObject{{Type::kBuiltin}, key.substr(key.rfind('.') + 1), function, nullptr});
    };
    add("os.path.join", path_join), add("os.path.basename", path_basename), add("os.path.dirname", path_dirname),
        add("os.path.split", path_split);
    add("os.path.splitext", path_splitext), add("os.path.normpath", path_normpath), add("os.path.isabs", path_isabs);
    for (const ModuleFunctions* more : {&os_functions(), &json_functions(), &regex_functions()})
      for (const auto& [key, function] : *more) add(key, function);
    add("copy.copy", copy_copy), add("copy.deepcopy", copy_deepcopy);
    add("math.sqrt", real_function<m_sqrt>), add("math.exp", real_function<m_exp>),
        add("math.log2", real_function<m_log2>);
    add("math.log10", real_function<m_log10>), add("math.sin", real_function<m_sin>),
        add("math.cos", real_function<m_cos>);
    add("math.tan", real_function<m_tan>), add("math.atan", real_function<m_atan>),
        add("math.radians", real_function<m_radians>);
    add("math.degrees", real_function<m_degrees>), add("math.fabs", real_function<m_fabs>),
        add("math.floor", whole_function<m_floor>);
    add("math.ceil", whole_function<m_ceil>), add("math.trunc", whole_function<m_trunc>), add("math.log", math_log),
        add("math.pow", math_pow);
    add("math.gcd", math_gcd), add("math.prod", math_prod), add("math.isnan", math_isnan),
        add("math.isinf", math_isinf);
    add("itertools.chain", chain), add("itertools.product", product), add("functools.reduce", reduce);
    return t;
  }();
  return table;
}

}  // namespace

bool is_standard_module(std::string_view name) {
  static const std::unordered_set<std::string_view> names = {
      "abc",       "argparse",        "array",       "ast",        "asyncio",   "base64",    "bisect",    "builtins",
      "calendar",  "cmath",           "collections", "contextlib", "copy",      "csv",       "ctypes",    "dataclasses",
      "datetime",  "decimal",         "enum",        "fractions",  "functools", "gc",        "getpass",   "glob",
      "hashlib",   "heapq",           "importlib",   "inspect",    "io",        "itertools", "json",      "logging",
      "math",      "multiprocessing", "numbers",     "operator",   "os",        "pathlib",   "pickle",    "platform",
      "pprint",    "queue",           "random",      "re",         "shutil",    "signal",    "socket",    "statistics",
      "string",    "struct",          "subprocess",  "sys",        "tempfile",  "textwrap",  "threading", "time",
      "traceback", "types",           "typing",      "unittest",   "urllib",    "uuid",      "warnings",  "weakref",
      "xml",       "zipfile",         "__future__"};
  return names.count(name) != 0;
}

Object* find_module(std::string_view name) {
  static std::unordered_map<std::string_view, ModuleObject> table = [] {
    std::unordered_map<std::string_view, ModuleObject> t;
    for (const char* key : {"os", "os.path", "copy", "math", "itertools", "functools", "collections", "typing", "sys",
                            "__future__", "json", "re"})
      t.emplace(key, ModuleObject{{Type::kModule}, key});
    return t;
  }();
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

Object* module_attribute(Evaluator& e, const ModuleObject* module, std::string_view name) {
  const std::string key = std::string(module->name) + "." + std::string(name);
  if (const auto found = functions().find(key); found != functions().end()) return &found->second;
  if (Object* child = find_module(key)) return child;
  if (key == "math.pi") return e.heap().real(3.14159265358979323846);
  if (key == "math.e") return e.heap().real(2.71828182845904523536);
  if (key == "math.tau") return e.heap().real(6.28318530717958647692);
  if (key == "math.inf") return e.heap().real(std::numeric_limits<double>::infinity());
  if (key == "math.nan") return e.heap().real(std::numeric_limits<double>::quiet_NaN());
  if (key == "os.sep" || key == "os.path.sep") return e.string("/");
  if (key == "os.name") return e.string("posix");
  if (key == "os.environ") return environment(e.session());
  if (Object* flag = regex_flag(e, key)) return flag;
  if (key == "sys.maxsize") return e.heap().integer(INT64_MAX);
  if (key == "collections.OrderedDict") return find_builtin("dict");
  // Names for annotations and `from __future__`: they are there, nothing looks at them.
  if (module->name == "typing" || module->name == "__future__") return none();
  return nullptr;
}

namespace {

Object* deep_copy(Evaluator& e, Object* object, std::unordered_map<Object*, Object*>& copies) {
  if (!is_sequence(object) && !is(object, Type::kDict) && !is(object, Type::kSet)) return object;
  if (const auto found = copies.find(object); found != copies.end()) return found->second;
  const Evaluator::Depth depth(e);
  e.charge(1);
  if (is_sequence(object)) {
    ListObject* source = as_list(object);
    ListObject* copy = e.heap().list(source->size, object->type);
    copies.emplace(object, copy);
    for (uint32_t i = 0; i < source->size; ++i)
      e.heap().append(copy, {deep_copy(e, source->data[i].object, copies), source->data[i].place});
    return copy;
  }
  DictObject* source = as_dict(object);
  DictObject* copy = e.heap().dict(source->size, object->type);
  copy->config = source->config;
  copies.emplace(object, copy);
  for (uint32_t i = 0; i < source->size; ++i) {
    const Entry entry = source->entries[i];
    e.heap().set(copy, entry.key, is(object, Type::kSet) ? entry.value : deep_copy(e, entry.value, copies),
                 entry.place);
  }
  return copy;
}

}  // namespace

Object* deep_copy(Evaluator& e, Object* object) {
  std::unordered_map<Object*, Object*> copies;
  return deep_copy(e, object, copies);
}

}  // namespace slipway::config
