// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/params.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::runtime {

using nlohmann::json;

std::string brief(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

Params::Params(const json& object, std::string where, Problems& problems)
    : object_(object), where_(std::move(where)), problems_(problems) {
  keys_.allow({"type"});
}

void Params::problem(const std::string& text) { problems_.add(where_ + ": " + text); }

const json* Params::raw(std::string_view key) {
  keys_.know(key);
  const auto found = object_.find(key);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

bool Params::has(std::string_view key) {
  const auto found = object_.find(key);
  return found != object_.end() && !found->is_null();
}

bool Params::boolean(std::string_view key, bool fallback) {
  const json* value = raw(key);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  problem(fmt::format("'{}' must be true or false, got {}", key, brief(*value)));
  return fallback;
}

int64_t Params::integer(std::string_view key, int64_t fallback, int64_t minimum) {
  const json* value = raw(key);
  if (value == nullptr) return fallback;
  if (value->is_number_integer() && value->get<int64_t>() >= minimum) return value->get<int64_t>();
  problem(fmt::format("'{}' must be an integer of at least {}, got {}", key, minimum, brief(*value)));
  return fallback;
}

double Params::number(std::string_view key, double fallback) {
  const json* value = raw(key);
  if (value == nullptr) return fallback;
  if (value->is_number()) return value->get<double>();
  problem(fmt::format("'{}' must be a number, got {}", key, brief(*value)));
  return fallback;
}

std::string Params::choice(std::string_view key, std::string_view fallback,
                           std::initializer_list<std::string_view> choices) {
  const json* value = raw(key);
  if (value == nullptr) return std::string(fallback);
  if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  }
  std::vector<std::string> names;
  for (std::string_view name : choices) names.push_back(fmt::format("'{}'", name));
  problem(fmt::format("'{}' is {}, supported: {}", key, brief(*value), join(names, ", ")));
  return std::string(fallback);
}

std::vector<double> Params::numbers(std::string_view key, size_t count, bool allow_single) {
  const json* value = raw(key);
  const auto all_numbers = [](const json& list) {
    return std::all_of(list.begin(), list.end(), [](const json& item) { return item.is_number(); });
  };
  if (value != nullptr && value->is_array() && all_numbers(*value) &&
      (value->size() == count || (allow_single && value->size() == 1)))
    return value->get<std::vector<double>>();
  problem(
      fmt::format("'{}' must be a list of {} numbers{}", key, count, value == nullptr ? "" : ", got " + brief(*value)));
  return {};
}

std::vector<int64_t> Params::size(std::string_view key, bool required) {
  const json* value = raw(key);
  if (value == nullptr && !required) return {};
  const auto positive = [](const json& item) { return item.is_number_integer() && item.get<int64_t>() > 0; };
  if (value != nullptr && positive(*value)) return {value->get<int64_t>(), value->get<int64_t>()};
  if (value != nullptr && value->is_array() && value->size() == 2 && positive((*value)[0]) && positive((*value)[1]))
    return value->get<std::vector<int64_t>>();
  problem(fmt::format("'{}' must be [w,h] or one integer, all positive{}", key,
                      value == nullptr ? "" : ", got " + brief(*value)));
  return {};
}

void Params::ignore(std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) keys_.know(key);
}

void Params::ignore_others() {
  for (const auto& [key, value] : object_.items()) keys_.know(key);
}

void Params::finish() {
  std::vector<StrictKeys::Given> given;
  for (const auto& [key, value] : object_.items()) given.push_back({key, where_});
  for (const StrictKeys::Unknown& unknown : keys_.judge(given)) problem(unknown.message);
}

}  // namespace slipway::runtime
