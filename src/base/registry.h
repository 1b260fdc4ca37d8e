// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/extension.h"
#include "base/strings.h"

namespace slipway {

/// Named things that register themselves from their own file. A duplicate key ends the program at start, or is an error
/// of the plugin that registers it; iteration is sorted by key, never in link order. Registration happens during static
/// initialisation and while plugins are loaded (one thread); reading is thread-safe after.
template <typename T>
class Registry {
 public:
  /// @param what the noun for messages, e.g. "transform"
  explicit Registry(std::string what) : what_(std::move(what)) {}

  void add(std::string key, T entry) {
    auto [position, inserted] = entries_.emplace(std::move(key), std::move(entry));
    if (inserted)
      extension::added(what_, position->first);
    else
      extension::refuse_duplicate(what_, position->first, this);
  }

  const T* find(std::string_view key) const {
    auto position = entries_.find(key);
    return position == entries_.end() ? nullptr : &position->second;
  }

  /// The entry of `key`; an Error that lists the nearest names where there is none.
  const T& at(std::string_view key) const {
    if (const T* entry = find(key)) return *entry;
    fail("unknown {} '{}'{}", what_, key, did_you_mean(key, keys()));
  }

  /// The noun for messages.
  const std::string& what() const { return what_; }

  std::vector<std::string> keys() const {
    std::vector<std::string> result;
    for (const auto& [key, entry] : entries_) result.push_back(key);
    return result;
  }

  const std::map<std::string, T, std::less<>>& entries() const { return entries_; }

 private:
  std::string what_;
  std::map<std::string, T, std::less<>> entries_;
};

/// Last lines of an extension's file: `static const Registration kRegistered(transforms(), "Resize", make_resize);`
struct Registration {
  template <typename T, typename U>
  Registration(Registry<T>& registry, std::string key, U&& entry) {
    registry.add(std::move(key), T(std::forward<U>(entry)));
  }
};

}  // namespace slipway
