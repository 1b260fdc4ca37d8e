// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"

#include "base/strings.h"

namespace slipway::model {

std::string place(const config::Value& value) {
  const std::string where = value.location().text();
  if (where.empty()) return value.path().empty() ? "model config" : value.path();
  return value.path().empty() ? where : fmt::format("{} ({})", where, value.path());
}

Args::Args(const config::Value& dict, std::string owner) : dict_(dict), owner_(std::move(owner)) {
  ignore({"type", "_scope_"});
}

const config::Value* Args::entry(std::string_view key) {
  known_.emplace(key);
  return dict_.find(key);
}

const config::Value* Args::find(std::string_view key) {
  const config::Value* value = entry(key);
  return value == nullptr || value->is_none() ? nullptr : value;
}

const config::Value& Args::require(std::string_view key) {
  const config::Value* value = find(key);
  if (value == nullptr) fail("{}: '{}' needs the argument '{}'", place(dict_), owner_, key);
  return *value;
}

int64_t Args::integer(std::string_view key, int64_t fallback) {
  const config::Value* value = entry(key);
  return value == nullptr ? fallback : value->as_int();
}

double Args::number(std::string_view key, double fallback) {
  const config::Value* value = entry(key);
  return value == nullptr ? fallback : value->as_float();
}

bool Args::boolean(std::string_view key, bool fallback) {
  const config::Value* value = entry(key);
  return value == nullptr ? fallback : value->as_bool();
}

std::string Args::string(std::string_view key, const std::string& fallback) {
  const config::Value* value = entry(key);
  return value == nullptr ? fallback : value->as_string();
}

std::vector<int64_t> Args::integers(std::string_view key, std::vector<int64_t> fallback) {
  const config::Value* value = entry(key);
  return value == nullptr ? fallback : value->as_ints();
}

void Args::ignore(std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) known_.emplace(key);
}

void Args::refuse(std::string_view key, const std::string& reason) {
  const config::Value* value = entry(key);
  problems_.push_back(
      fmt::format("{}: '{}' of '{}': {}", place(value != nullptr ? *value : dict_), key, owner_, reason));
}

void Args::refuse_if_set(std::string_view key, const std::string& reason) {
  const config::Value* value = find(key);
  if (value != nullptr && !(*value == config::Value(false))) refuse(key, reason);
}

void Args::finish() {
  std::vector<std::string> problems = problems_;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [key, value] : dict_.as_dict()) {
    const std::string name = key.is_string() ? key.as_string() : key.repr();
    if (known_.count(name) > 0) continue;
    problems.push_back(
        fmt::format("{}: '{}' has no argument '{}'{}", place(value), owner_, name, did_you_mean(name, known)));
  }
  if (!problems.empty()) throw Error(join(problems, "\n"));
}

void Problems::raise() const {
  if (!messages_.empty()) throw Error(join(messages_, "\n"));
}

}  // namespace slipway::model
