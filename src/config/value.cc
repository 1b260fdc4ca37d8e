// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/strings.h"
#include "config/python_text.h"
#include "config/value_access.h"

namespace slipway::config {
namespace {

const Location kNowhere;
const std::string kNoPath;

/// "a.py:3:7: model.head: " as far as it is known.
std::string where(const Value& value) {
  std::string text = value.location().text();
  if (!text.empty()) text += ": ";
  return text + (value.path().empty() ? "the value" : value.path());
}

std::string short_repr(const Value& value) {
  std::string text = value.repr();
  if (text.size() <= 60) return text;
  size_t end = 57;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

[[noreturn]] void wrong_type(const Value& value, std::string_view expected) {
  if (value.is_none()) fail("{} must be {}, it is None", where(value), expected);
  fail("{} must be {}, it is the {} {}", where(value), expected, name_of(value.kind()), short_repr(value));
}

}  // namespace

std::string_view name_of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNone:
      return "None";
    case Value::Kind::kBool:
      return "bool";
    case Value::Kind::kInt:
      return "int";
    case Value::Kind::kFloat:
      return "float";
    case Value::Kind::kString:
      return "str";
    case Value::Kind::kBytes:
      return "bytes";
    case Value::Kind::kList:
      return "list";
    case Value::Kind::kTuple:
      return "tuple";
    case Value::Kind::kSet:
      return "set";
    case Value::Kind::kDict:
      return "dict";
  }
  return "value";
}

std::string key_text(const Value& key) { return key.is_string() ? key.as_string() : key.repr(); }
std::string child_path(const std::string& parent, const std::string& key) {
  return parent.empty() ? key : parent + "." + key;
}

void ValueAccess::rebase(Value& value, const std::string& path) {
  Value::Rep& rep = own(value);
  rep.path = path;
  if (auto* list = std::get_if<std::vector<Value>>(&rep.data)) {
    for (size_t i = 0; i < list->size(); ++i) rebase((*list)[i], child_path(path, std::to_string(i)));
  } else if (auto* dict = std::get_if<Value::Items>(&rep.data)) {
    for (auto& [key, child] : *dict) rebase(child, child_path(path, key_text(key)));
  }
}

Value::Value() = default;
Value::Value(bool value) : rep_(std::make_shared<Rep>(Rep{Kind::kBool, value, {}, {}})) {}
Value::Value(int value) : Value(int64_t{value}) {}
Value::Value(int64_t value) : rep_(std::make_shared<Rep>(Rep{Kind::kInt, value, {}, {}})) {}
Value::Value(double value) : rep_(std::make_shared<Rep>(Rep{Kind::kFloat, value, {}, {}})) {}
Value::Value(std::string value) : rep_(std::make_shared<Rep>(Rep{Kind::kString, std::move(value), {}, {}})) {}
Value::Value(const char* value) : Value(std::string(value)) {}
Value Value::list(std::vector<Value> items) { return ValueAccess::make(Kind::kList, std::move(items), {}, {}); }
Value Value::tuple(std::vector<Value> items) { return ValueAccess::make(Kind::kTuple, std::move(items), {}, {}); }
Value Value::set(std::vector<Value> items) {
  std::vector<Value> unique;
  for (Value& item : items)
    if (std::find(unique.begin(), unique.end(), item) == unique.end()) unique.push_back(std::move(item));
  return ValueAccess::make(Kind::kSet, std::move(unique), {}, {});
}
Value Value::dict() { return ValueAccess::make(Kind::kDict, Items{}, {}, {}); }

Value::Kind Value::kind() const { return rep_ ? rep_->kind : Kind::kNone; }
const Location& Value::location() const { return rep_ ? rep_->location : kNowhere; }
const std::string& Value::path() const { return rep_ ? rep_->path : kNoPath; }

bool Value::as_bool() const {
  if (kind() != Kind::kBool) wrong_type(*this, "True or False");
  return std::get<bool>(rep_->data);
}

bool Value::is_big_int() const { return kind() == Kind::kInt && std::holds_alternative<std::string>(rep_->data); }

int64_t Value::as_int() const {
  if (kind() == Kind::kBool) return std::get<bool>(rep_->data) ? 1 : 0;
  if (kind() != Kind::kInt) wrong_type(*this, "an int");
  if (is_big_int()) wrong_type(*this, "an int of at most 64 bits");
  return std::get<int64_t>(rep_->data);
}

double Value::as_float() const {
  if (kind() == Kind::kFloat) return std::get<double>(rep_->data);
  if (kind() != Kind::kInt) wrong_type(*this, "a number");
  if (is_big_int()) return std::strtod(std::get<std::string>(rep_->data).c_str(), nullptr);
  return static_cast<double>(std::get<int64_t>(rep_->data));
}

const std::string& Value::as_string() const {
  if (kind() != Kind::kString && kind() != Kind::kBytes) wrong_type(*this, "a str");
  return std::get<std::string>(rep_->data);
}

const std::vector<Value>& Value::as_sequence() const {
  if (!is_sequence() && kind() != Kind::kSet) wrong_type(*this, "a list or tuple");
  return std::get<std::vector<Value>>(rep_->data);
}

const Value::Items& Value::as_dict() const {
  if (!is_dict()) wrong_type(*this, "a dict");
  return std::get<Items>(rep_->data);
}

std::vector<int64_t> Value::as_ints() const {
  std::vector<int64_t> result;
  if (!is_sequence()) wrong_type(*this, "a list or tuple of ints");
  for (const Value& item : as_sequence()) result.push_back(item.as_int());
  return result;
}

std::vector<double> Value::as_floats() const {
  std::vector<double> result;
  if (!is_sequence()) wrong_type(*this, "a list or tuple of numbers");
  for (const Value& item : as_sequence()) result.push_back(item.as_float());
  return result;
}

std::vector<std::string> Value::as_strings() const {
  std::vector<std::string> result;
  if (!is_sequence()) wrong_type(*this, "a list or tuple of strings");
  for (const Value& item : as_sequence()) result.push_back(item.as_string());
  return result;
}

size_t Value::size() const {
  if (is_dict()) return as_dict().size();
  if (kind() == Kind::kString || kind() == Kind::kBytes) return as_string().size();
  return as_sequence().size();
}

const Value& Value::at(size_t index) const {
  if (!is_sequence()) wrong_type(*this, "a list or tuple");
  const std::vector<Value>& items = as_sequence();
  if (index >= items.size()) fail("{} has {} items, there is no item {}", where(*this), items.size(), index);
  return items[index];
}

const Value* Value::find(std::string_view key) const {
  for (const auto& [name, value] : as_dict())
    if (name.kind() == Kind::kString && std::get<std::string>(name.rep_->data) == key) return &value;
  return nullptr;
}

const Value& Value::at(std::string_view key) const {
  if (const Value* value = find(key)) return *value;
  std::vector<std::string> known;
  for (const auto& entry : as_dict()) known.push_back(key_text(entry.first));
  fail("{} has no key '{}'{}", path().empty() && location().file == nullptr ? std::string("the config") : where(*this),
       key, did_you_mean(key, known));
}

bool Value::get(std::string_view key, bool fallback) const {
  const Value* value = find(key);
  return value != nullptr ? value->as_bool() : fallback;
}
int64_t Value::get(std::string_view key, int fallback) const { return get(key, int64_t{fallback}); }
int64_t Value::get(std::string_view key, int64_t fallback) const {
  const Value* value = find(key);
  return value != nullptr ? value->as_int() : fallback;
}
double Value::get(std::string_view key, double fallback) const {
  const Value* value = find(key);
  return value != nullptr ? value->as_float() : fallback;
}
std::string Value::get(std::string_view key, const char* fallback) const {
  const Value* value = find(key);
  return value != nullptr ? value->as_string() : fallback;
}
std::string Value::get(std::string_view key, const std::string& fallback) const { return get(key, fallback.c_str()); }
std::vector<int64_t> Value::get(std::string_view key, std::vector<int64_t> fallback) const {
  const Value* value = find(key);
  return value != nullptr ? value->as_ints() : std::move(fallback);
}

void Value::set_item(std::string_view key, Value value) { set_item(Value(std::string(key)), std::move(value)); }

void Value::set_item(Value key, Value value) {
  if (!is_dict()) wrong_type(*this, "a dict");
  if (value.path().empty()) ValueAccess::rebase(value, child_path(path(), key_text(key)));
  Items& entries = ValueAccess::entries(*this);
  for (auto& [name, old] : entries)
    if (name == key) {
      old = std::move(value);
      return;
    }
  entries.emplace_back(std::move(key), std::move(value));
}

void Value::append(Value value) {
  if (kind() != Kind::kList) wrong_type(*this, "a list");
  if (value.path().empty()) ValueAccess::rebase(value, child_path(path(), std::to_string(size())));
  ValueAccess::items(*this).push_back(std::move(value));
}

bool Value::erase(std::string_view key) {
  if (find(key) == nullptr) return false;
  Items& entries = ValueAccess::entries(*this);
  std::erase_if(entries, [&](const auto& entry) { return entry.first.is_string() && entry.first.as_string() == key; });
  return true;
}

bool operator==(const Value& a, const Value& b) {
  using Kind = Value::Kind;
  const auto number = [](const Value& v) { return v.is_number() || v.is_bool(); };
  if (a.is_big_int() && b.is_big_int()) return a.repr() == b.repr();
  if (number(a) && number(b)) {
    if (a.is_big_int() || b.is_big_int()) return (a.is_float() || b.is_float()) && a.as_float() == b.as_float();
    if (!a.is_float() && !b.is_float()) return a.as_int() == b.as_int();
    const auto real = [](const Value& v) { return v.is_float() ? v.as_float() : static_cast<double>(v.as_int()); };
    return real(a) == real(b);
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNone:
      return true;
    case Kind::kString:
    case Kind::kBytes:
      return a.as_string() == b.as_string();
    case Kind::kList:
    case Kind::kTuple:
      return a.as_sequence() == b.as_sequence();
    case Kind::kSet: {
      const auto& right = b.as_sequence();
      return a.size() == b.size() &&
             std::all_of(a.as_sequence().begin(), a.as_sequence().end(),
                         [&](const Value& item) { return std::find(right.begin(), right.end(), item) != right.end(); });
    }
    default: {
      const Value::Items& right = b.as_dict();
      return a.size() == b.size() && std::all_of(a.as_dict().begin(), a.as_dict().end(), [&](const auto& entry) {
               return std::any_of(right.begin(), right.end(), [&](const auto& other) {
                 return entry.first == other.first && entry.second == other.second;
               });
             });
    }
  }
}

std::string Value::repr() const {
  std::string out;
  const auto join_items = [&](const std::vector<Value>& items) {
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += ", ";
      out += items[i].repr();
    }
  };
  switch (kind()) {
    case Kind::kNone:
      return "None";
    case Kind::kBool:
      return as_bool() ? "True" : "False";
    case Kind::kInt:
      return is_big_int() ? std::get<std::string>(rep_->data) : std::to_string(as_int());
    case Kind::kFloat:
      return float_repr(as_float());
    case Kind::kString:
      return string_repr(as_string());
    case Kind::kBytes:
      return bytes_repr(as_string());
    case Kind::kList:
      out = "[";
      join_items(as_sequence());
      return out + "]";
    case Kind::kTuple:
      out = "(";
      join_items(as_sequence());
      return out + (size() == 1 ? ",)" : ")");
    case Kind::kSet:
      if (size() == 0) return "set()";
      out = "{";
      join_items(as_sequence());
      return out + "}";
    case Kind::kDict:
      out = "{";
      for (const auto& [key, value] : as_dict()) out += (out.size() > 1 ? ", " : "") + key.repr() + ": " + value.repr();
      return out + "}";
  }
  return out;
}

}  // namespace slipway::config
