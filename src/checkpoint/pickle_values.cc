// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <limits>
#include <utility>

#include "base/utf8.h"
#include "checkpoint/pickle_machine.h"

namespace slipway::checkpoint {
namespace {

/// Reads exactly `digits` hexadecimal digits at `at`.
bool read_hex(std::string_view text, size_t at, size_t digits, uint32_t& code) {
  if (text.size() < at || text.size() - at < digits) return false;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + digits, code, 16);
  return error == std::errc() && end == first + digits;
}

/// Up to protocol 2, Python 3 writes names as Python 2 had them and translates them back when it reads: "commands" is
/// subprocess. Those that may occur, or that an attack may use.
void name_as_python_3(std::string_view& module, std::string_view& name) {
  struct Renamed {
    std::string_view old_module, old_name, module, name;  // no names: all of the module
  };
  static constexpr Renamed kRenamed[] = {
      {"__builtin__", "xrange", "builtins", "range"},
      {"__builtin__", "unicode", "builtins", "str"},
      {"__builtin__", "basestring", "builtins", "str"},
      {"__builtin__", "long", "builtins", "int"},
      {"__builtin__", "unichr", "builtins", "chr"},
      {"__builtin__", "reduce", "functools", "reduce"},
      {"__builtin__", "intern", "sys", "intern"},
      {"itertools", "imap", "builtins", "map"},
      {"itertools", "izip", "builtins", "zip"},
      {"itertools", "ifilter", "builtins", "filter"},
      {"__builtin__", "", "builtins", ""},
      {"exceptions", "", "builtins", ""},
      {"copy_reg", "", "copyreg", ""},
      {"commands", "", "subprocess", ""},
      {"cPickle", "", "pickle", ""},
      {"thread", "", "_thread", ""},
      {"httplib", "", "http.client", ""},
      {"BaseHTTPServer", "", "http.server", ""},
      {"SimpleHTTPServer", "", "http.server", ""},
      {"CGIHTTPServer", "", "http.server", ""},
      {"urllib2", "", "urllib.request", ""},
      {"SocketServer", "", "socketserver", ""},
      {"xmlrpclib", "", "xmlrpc.client", ""},
      {"StringIO", "", "io", ""},
      {"cStringIO", "", "io", ""},
      {"UserDict", "", "collections", ""},
      {"UserList", "", "collections", ""},
      {"UserString", "", "collections", ""},
      {"_abcoll", "", "collections.abc", ""},
      {"Queue", "", "queue", ""},
      {"ConfigParser", "", "configparser", ""},
  };
  for (const Renamed& renamed : kRenamed) {
    if (renamed.old_module != module || (!renamed.old_name.empty() && renamed.old_name != name)) continue;
    module = renamed.module;
    if (!renamed.name.empty()) name = renamed.name;
    return;
  }
}

}  // namespace

PickleMachine::Ref PickleMachine::add(Pickle::Value value) {
  result_.values_.push_back(value);
  return static_cast<Ref>(result_.values_.size() - 1);
}

PickleMachine::Ref PickleMachine::add_int(int64_t value) { return add({.kind = Kind::kInt, .integer = value}); }

PickleMachine::Ref PickleMachine::add_float(double value) { return add({.kind = Kind::kFloat, .real = value}); }

PickleMachine::Ref PickleMachine::add_text(Kind kind, std::string_view text) {
  if (text.size() > std::numeric_limits<uint32_t>::max()) damaged("a text has {} bytes", text.size());
  return add({.kind = kind, .extent = static_cast<uint32_t>(text.size()), .text = text.data()});
}

PickleMachine::Ref PickleMachine::add_own_text(Kind kind, std::string text) {
  result_.texts_.push_back(std::move(text));
  return add_text(kind, result_.texts_.back());
}

PickleMachine::Ref PickleMachine::add_list(Kind kind, std::vector<Ref> items) {
  // All empty ones share the first list until something is added to them.
  uint32_t index = 0;
  if (!items.empty()) {
    index = static_cast<uint32_t>(result_.lists_.size());
    result_.lists_.push_back(std::move(items));
  }
  return add({.kind = kind, .index = index});
}

std::vector<PickleMachine::Ref>& PickleMachine::own_list(Ref ref) {
  Pickle::Value& value = result_.values_[ref];
  if (value.index == 0) {
    value.index = static_cast<uint32_t>(result_.lists_.size());
    result_.lists_.emplace_back();
  }
  return result_.lists_[value.index];
}

PickleMachine::Ref PickleMachine::add_alias(Kind kind, Ref other) {
  return add({.kind = kind, .index = result_.values_[other].index});
}

PickleMachine::Ref PickleMachine::add_object(Ref callable, Ref args) {
  Pickle::Object& object = result_.objects_.emplace_back();
  // The result of calling a call's result goes by the innermost callable's name, so that chains stay short.
  object.callable = result_.is(callable, Kind::kObject) ? result_.object(callable).callable : callable;
  object.args = args;
  return add({.kind = Kind::kObject, .index = static_cast<uint32_t>(result_.objects_.size() - 1)});
}

void PickleMachine::add_global(std::string_view module, std::string_view name) {
  if (module.size() + name.size() > kMaxNameLength)
    damaged("a class has a name of {} bytes", module.size() + name.size());
  if (module.empty() || name.empty()) damaged("a class has no name");
  if (protocol_ < 3) name_as_python_3(module, name);
  std::string dotted = fmt::format("{}.{}", module, name);
  if (const auto known = globals_.find(dotted); known != globals_.end()) return push(known->second);
  if (globals_.size() == kMaxGlobals) damaged("it names more than {} classes", kMaxGlobals);
  const Ref ref = add_own_text(Kind::kGlobal, std::move(dotted));
  globals_.emplace(result_.text(ref), ref);
  if (is_dangerous(result_.text(ref))) dangerous_.insert(ref);
  push(ref);
}

PickleMachine::Ref PickleMachine::add_long(ByteSpan digits) {
  if (digits.size() > 8) return add({.kind = Kind::kBigInt, .integer = 0});
  // Little-endian, two's complement of any width.
  uint64_t value = 0;
  for (size_t i = 0; i < digits.size(); ++i) value |= std::to_integer<uint64_t>(digits[i]) << (8 * i);
  const size_t bits = 8 * digits.size();
  if (bits > 0 && bits < 64 && (value >> (bits - 1) & 1) != 0) value |= ~uint64_t{0} << bits;
  return add_int(static_cast<int64_t>(value));
}

PickleMachine::Ref PickleMachine::parse_int(std::string_view text) {
  if (text == "00" || text == "01") return add({.kind = Kind::kBool, .integer = text == "01"});
  if (!text.empty() && text.back() == 'L') text.remove_suffix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) damaged("'{}' is no whole number", shown(text, 40));
  return error == std::errc() ? add_int(value) : add({.kind = Kind::kBigInt, .integer = 0});
}

PickleMachine::Ref PickleMachine::parse_float(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) damaged("'{}' is no number", shown(text, 40));
  return add_float(value);
}

PickleMachine::Ref PickleMachine::parse_quoted(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back() || (text.front() != '\'' && text.front() != '"'))
    damaged("a text has no quotes");
  text = text.substr(1, text.size() - 2);
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char escape = text[++i];
    uint32_t code = 0;
    if (escape == 'x' && read_hex(text, i + 1, 2, code)) {
      result += static_cast<char>(code);
      i += 2;
    } else {
      const size_t known = std::string_view("ntrabfv").find(escape);
      result += known == std::string_view::npos ? escape : "\n\t\r\a\b\f\v"[known];
    }
  }
  return add_own_text(Kind::kString, std::move(result));
}

PickleMachine::Ref PickleMachine::parse_raw_unicode(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    uint32_t code = 0;
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'u' && read_hex(text, i + 2, 4, code)) {
      append_utf8(result, code);
      i += 5;
    } else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'U' && read_hex(text, i + 2, 8, code)) {
      append_utf8(result, code);
      i += 9;
    } else {
      append_utf8(result, static_cast<unsigned char>(text[i]));  // Latin-1
    }
  }
  return add_own_text(Kind::kString, std::move(result));
}

}  // namespace slipway::checkpoint
