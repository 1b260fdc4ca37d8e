// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "slipway/config.h"

namespace slipway::config {

/// What a Value holds. Shared between copies of the Value until one of them is written to.
struct Value::Rep {
  Kind kind = Kind::kNone;
  std::variant<std::monostate, bool, int64_t, double, std::string, std::vector<Value>, Items> data;
  Location location;
  std::string path;
};

/// Makes and changes Values with what the public interface does not show: where they were written, and their paths.
class ValueAccess {
 public:
  template <typename T>
  static Value make(Value::Kind kind, T&& data, Location location, std::string path) {
    Value value;
    value.rep_ = std::make_shared<Value::Rep>();
    value.rep_->kind = kind;
    value.rep_->data = std::forward<T>(data);
    value.rep_->location = std::move(location);
    value.rep_->path = std::move(path);
    return value;
  }
  static Value none(Location location, std::string path) {
    return make(Value::Kind::kNone, std::monostate{}, std::move(location), std::move(path));
  }

  /// Items of a list, tuple or set, to be changed; copies them first where they are shared.
  static std::vector<Value>& items(Value& value) { return std::get<std::vector<Value>>(own(value).data); }
  static Value::Items& entries(Value& value) { return std::get<Value::Items>(own(value).data); }
  static void set_location(Value& value, Location location) { own(value).location = std::move(location); }
  /// Sets the path of a value and of all values in it.
  static void rebase(Value& value, const std::string& path);

  static Value::Rep& own(Value& value) {
    if (!value.rep_)
      value.rep_ = std::make_shared<Value::Rep>();
    else if (value.rep_.use_count() > 1)
      value.rep_ = std::make_shared<Value::Rep>(*value.rep_);
    return *value.rep_;
  }
};

/// "a.b" and "c" make "a.b.c".
std::string child_path(const std::string& parent, const std::string& key);
/// A key as a part of a path.
std::string key_text(const Value& key);

}  // namespace slipway::config
