// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/config_dict.h"

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace {

const nlohmann::json kEmpty = nlohmann::json::object();

}  // namespace

ConfigDict::ConfigDict(const nlohmann::json& value, std::vector<ConfigProblem>& problems)
    : ConfigDict(value, "", problems) {
  if (value.is_object()) return;
  problem("", "must be a dict");
  value_ = &kEmpty;
}

ConfigDict::ConfigDict(const nlohmann::json& value, std::string path, std::vector<ConfigProblem>& problems)
    : value_(&value), path_(std::move(path)), problems_(&problems) {}

std::string ConfigDict::path_of(const std::string& key) const {
  return path_.empty() || key.empty() ? path_ + key : path_ + "." + key;
}

const nlohmann::json* ConfigDict::find(const std::string& key) {
  keys_.know(key);
  const auto found = value_->find(key);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigDict::flag(const std::string& key, bool fallback) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  problem(key, fmt::format("must be True or False, not {}", value->dump()));
  return fallback;
}

int64_t ConfigDict::count(const std::string& key, int64_t fallback) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  // 1 << 63 and above are numbers without a sign to the JSON library.
  if (value->is_number_integer() && value->get<int64_t>() >= 0) return value->get<int64_t>();
  problem(key, fmt::format("must be a whole number from 0 on, not {}", value->dump()));
  return fallback;
}

std::vector<int64_t> ConfigDict::shape(const std::string& key) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  std::vector<int64_t> result;
  bool good = value->is_array() && !value->empty();
  for (size_t i = 0; good && i < value->size(); ++i) {
    const nlohmann::json& size = (*value)[i];
    good = size.is_number_integer() && size.get<int64_t>() > 0;
    if (good) result.push_back(size.get<int64_t>());
  }
  if (good) return result;
  problem(key, fmt::format("must be a list of sizes such as [1, 3, 224, 224], not {}", value->dump()));
  return {};
}

ConfigDict ConfigDict::dict(const std::string& key) {
  const nlohmann::json* value = find(key);
  if (value != nullptr && !value->is_object()) {
    problem(key, fmt::format("must be a dict, not {}", value->dump()));
    value = nullptr;
  }
  return {value == nullptr ? kEmpty : *value, path_of(key), *problems_};
}

ConfigDict ConfigDict::only_item(const std::string& key) {
  const nlohmann::json* value = find(key);
  if (value != nullptr && (!value->is_array() || value->size() != 1 || !(*value)[0].is_object())) {
    problem(key, fmt::format("must be a list of one dict, not {}", value->dump()));
    value = nullptr;
  }
  return {value == nullptr ? kEmpty : (*value)[0], path_of(key) + ".0", *problems_};
}

std::vector<std::string> ConfigDict::keys() const {
  std::vector<std::string> result;
  for (const auto& [key, value] : value_->items()) result.push_back(key);
  return result;
}

void ConfigDict::problem(const std::string& key, std::string message) {
  problems_->push_back({path_of(key), std::move(message)});
}

void ConfigDict::finish(const std::string& owner) {
  std::vector<StrictKeys::Given> given;
  for (const std::string& key : keys()) given.push_back({key, key});
  for (const auto& [key, message] : keys_.judge(given, owner)) problem(key, message);
}

void throw_if_any(const std::vector<ConfigProblem>& problems) {
  if (problems.empty()) return;
  std::vector<std::string> lines;
  for (const ConfigProblem& problem : problems)
    lines.push_back(
        fmt::format("backend_config{}{}: {}", problem.key.empty() ? "" : ".", problem.key, problem.message));
  fail("{}", join(lines, "\n"));
}

}  // namespace slipway::backend
