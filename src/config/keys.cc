// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/strings.h"
#include "config/value_access.h"

namespace slipway::config {

const Value& at_path(const Value& config, std::string_view path) {
  const Value* value = &config;
  for (const std::string& key : split(path, '.')) {
    if (value->is_sequence()) {
      size_t index = 0;
      const auto parsed = std::from_chars(key.data(), key.data() + key.size(), index);
      if (parsed.ec != std::errc() || parsed.ptr != key.data() + key.size())
        fail("'{}' is a {} of {} items; '{}' is no index of one", value->path(), name_of(value->kind()), value->size(),
             key);
      value = &value->at(index);
      continue;
    }
    if (!value->is_dict())
      fail("'{}' is the {} {}; it has no key '{}'", value->path(), name_of(value->kind()), value->repr(), key);
    // Keys that are no strings are found by their text.
    const auto& entries = value->as_dict();
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return key_text(entry.first) == key; });
    value = found != entries.end() ? &found->second : &value->at(key);
  }
  return *value;
}

void check_keys(const Value& dict, std::initializer_list<std::string_view> known, std::string_view type_name) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<std::string> problems;
  for (const auto& [key, value] : dict.as_dict()) {
    const std::string name = key_text(key);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string problem = value.path().empty() ? name : value.path();
    if (!value.location().text().empty()) problem = value.location().text() + ": " + problem;
    const std::vector<std::string> near = nearest(name, names, 1);
    if (!near.empty()) problem += fmt::format(" (did you mean '{}'?)", near[0]);
    problems.push_back(std::move(problem));
  }
  if (problems.empty()) return;
  fail("{} does not know {}: {}", type_name, problems.size() == 1 ? "this key" : "these keys", join(problems, "; "));
}

}  // namespace slipway::config
