// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/typed_json.h"

#include <algorithm>

namespace slipway::config {

nlohmann::ordered_json typed_json(const Value& value) {
  using Json = nlohmann::ordered_json;
  const auto items = [](const Value& v) {
    Json list = Json::array();
    for (const Value& item : v.as_sequence()) list.push_back(typed_json(item));
    return list;
  };
  switch (value.kind()) {
    case Value::Kind::kNone:
      return nullptr;
    case Value::Kind::kBool:
      return value.as_bool();
    case Value::Kind::kInt:
      if (!value.is_big_int()) return value.as_int();
      // Beyond what the library's numbers hold, the digits stand for themselves.
      if (Json number = Json::parse(value.repr(), nullptr, false); number.is_number_unsigned()) return number;
      return {{"i", value.repr()}};
    case Value::Kind::kFloat:
      return {{"f", value.repr()}};
    case Value::Kind::kString:
      return value.as_string();
    case Value::Kind::kBytes:
      return {{"b", value.repr()}};
    case Value::Kind::kList:
      return {{"l", items(value)}};
    case Value::Kind::kTuple:
      return {{"t", items(value)}};
    case Value::Kind::kSet: {
      Json list = items(value);
      std::sort(list.begin(), list.end(), [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
      return {{"s", list}};
    }
    case Value::Kind::kDict:
      break;
  }
  Json pairs = Json::array();
  for (const auto& [key, item] : value.as_dict()) pairs.push_back(Json::array({typed_json(key), typed_json(item)}));
  return {{"d", pairs}};
}

}  // namespace slipway::config
