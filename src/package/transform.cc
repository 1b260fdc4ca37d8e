// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/transform.h"

#include <algorithm>

#include "slipway/error.h"

namespace slipway::package {

Registry<Translate>& transform_translators() {
  static Registry<Translate> registry("transform");
  return registry;
}

RegisterTransform::RegisterTransform(std::initializer_list<const char*> keys, Translate translate) {
  for (const char* key : keys) transform_translators().add(key, translate);
}

std::string name_transform(const config::Value& transform) {
  const std::string place = transform.location().text();
  const std::string type = transform.at("type").as_string();
  return place.empty() ? type : type + " (" + place + ")";
}

void check_transform_keys(const config::Value& transform, std::initializer_list<std::string_view> known,
                          std::initializer_list<std::string_view> ignored) {
  std::vector<std::string> names;
  for (std::string_view key : known) names.emplace_back(key);
  for (std::string_view key : ignored) names.emplace_back(key);
  for (const auto& [key, value] : transform.as_dict()) {
    const std::string& name = key.as_string();
    if (name == "type" || name == "_scope_" || std::find(names.begin(), names.end(), name) != names.end()) continue;
    fail("{}: unknown option '{}'{}", name_transform(transform), name, did_you_mean(name, names));
  }
}

void expect_option(const config::Value& transform, std::string_view key,
                   std::initializer_list<config::Value> supported) {
  const config::Value* value = transform.find(key);
  if (value == nullptr) return;
  std::vector<std::string> texts;
  for (const config::Value& candidate : supported) {
    if (*value == candidate) return;
    texts.push_back(candidate.repr());
  }
  fail("{}: {}={} is not supported; supported: {}", name_transform(transform), key, value->repr(), join(texts, ", "));
}

std::array<int64_t, 2> read_size(const config::Value& transform, std::string_view key) {
  const config::Value& value = transform.at(key);
  std::array<int64_t, 2> size{};
  if (value.is_int()) {
    size = {value.as_int(), value.as_int()};
  } else {
    const std::vector<int64_t> items = value.as_ints();
    if (items.size() != 2) fail("{}: {} must be one size or two, not {}", name_transform(transform), key, value.repr());
    size = {items[0], items[1]};
  }
  if (size[0] < 1 || size[1] < 1) fail("{}: {} must be positive, not {}", name_transform(transform), key, value.repr());
  return size;
}

nlohmann::ordered_json numbers(const config::Value& value) {
  const auto one = [](const config::Value& number) -> nlohmann::ordered_json {
    if (number.is_int()) return number.as_int();
    return number.as_float();
  };
  if (!value.is_sequence()) return one(value);
  nlohmann::ordered_json result = nlohmann::ordered_json::array();
  for (const config::Value& item : value.as_sequence()) result.push_back(one(item));
  return result;
}

}  // namespace slipway::package
