// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/args.h"

#include <algorithm>

#include "base/strings.h"
#include "config/value_access.h"

namespace slipway::config {

std::string place(const Value& value) {
  const std::string where = value.location().text();
  if (where.empty()) return value.path().empty() ? "the config" : value.path();
  return value.path().empty() ? where : fmt::format("{} ({})", where, value.path());
}

Args::Args(const Value& dict, std::string owner) : dict_(dict), owner_(std::move(owner)) {
  dict.as_dict();
  keys_.allow({"type", "_scope_"});
}

const Value* Args::entry(std::string_view key) {
  keys_.know(key);
  return dict_.find(key);
}

const Value* Args::find(std::string_view key) {
  const Value* value = entry(key);
  return value == nullptr || value->is_none() ? nullptr : value;
}

const Value& Args::require(std::string_view key) {
  const Value* value = find(key);
  if (value != nullptr) return *value;
  // A name that was misspelt is there under another.
  std::vector<std::string> others;
  for (const auto& [other, unused] : dict_.as_dict())
    if (!keys_.knows(key_text(other))) others.push_back(key_text(other));
  const std::vector<std::string> near = nearest(key, others, 1);
  fail("{}: '{}' needs the argument '{}'{}", place(dict_), owner_, key,
       near.empty() ? "" : fmt::format("; there is '{}'", near.front()));
}

template <typename T, typename Read>
T Args::read(std::string_view key, T fallback, Read&& read_value) {
  const Value* value = entry(key);
  if (value == nullptr) return fallback;
  try {
    return read_value(*value);
  } catch (const Error& e) {
    add(e);
    return fallback;
  }
}

int64_t Args::integer(std::string_view key, int64_t fallback) {
  return read(key, fallback, [](const Value& value) { return value.as_int(); });
}

double Args::number(std::string_view key, double fallback) {
  return read(key, fallback, [](const Value& value) { return value.as_float(); });
}

bool Args::boolean(std::string_view key, bool fallback) {
  return read(key, fallback, [](const Value& value) { return value.as_bool(); });
}

std::string Args::string(std::string_view key, const std::string& fallback) {
  return read(key, fallback, [](const Value& value) { return value.as_string(); });
}

std::vector<int64_t> Args::integers(std::string_view key, std::vector<int64_t> fallback) {
  return read(key, std::move(fallback), [](const Value& value) { return value.as_ints(); });
}

std::vector<double> Args::numbers(std::string_view key, std::vector<double> fallback) {
  return read(key, std::move(fallback), [](const Value& value) { return value.as_floats(); });
}

std::string Args::choice(std::string_view key, const std::string& fallback,
                         std::initializer_list<std::string_view> allowed) {
  const Value* value = entry(key);
  if (value == nullptr) return fallback;
  std::vector<std::string> names;
  for (std::string_view name : allowed) {
    if (value->is_string() && value->as_string() == name) return value->as_string();
    names.push_back(fmt::format("'{}'", name));
  }
  refuse(key, fmt::format("{} is not supported; supported: {}", value->repr(), join(names, ", ")));
  return fallback;
}

void Args::expect(std::string_view key, std::initializer_list<Value> allowed) {
  const Value* value = entry(key);
  if (value == nullptr || std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return;
  std::vector<std::string> texts;
  for (const Value& candidate : allowed) texts.push_back(candidate.repr());
  refuse(key, fmt::format("{} is not supported; supported: {}", value->repr(), join(texts, ", ")));
}

void Args::ignore(std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) keys_.know(key);
}

void Args::refuse(std::string_view key, const std::string& reason) {
  const Value* value = entry(key);
  problems_.add(fmt::format("{}: '{}' of '{}': {}", place(value != nullptr ? *value : dict_), key, owner_, reason));
}

void Args::refuse_if_set(std::string_view key, const std::string& reason) {
  const Value* value = find(key);
  if (value != nullptr && !(*value == Value(false))) refuse(key, reason);
}

void Args::finish() const {
  std::vector<StrictKeys::Given> given;
  for (const auto& [key, value] : dict_.as_dict()) given.push_back({key_text(key), place(value)});
  Problems problems = problems_;
  for (const StrictKeys::Unknown& unknown : keys_.judge(given, owner_))
    problems.add(fmt::format("{}: {}", unknown.place, unknown.message));
  problems.raise();
}

}  // namespace slipway::config
