// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/load/loader.h"
#include "config/value_access.h"

namespace slipway::config {

/// @param path of this value; restored before returning
Value Loader::to_value(Object* object, Place place, std::string& path, int depth) {
  using Kind = Value::Kind;
  if (++values_ > session_.limits.values)
    slipway::fail("{}: the config has more than {} values", session_.sources.front()->name(), session_.limits.values);
  const Source& source = session_.source(place);
  if (depth > session_.limits.depth) source.fail_at(place, "this is nested too deeply (or contains itself)");
  Location location = source.location(place);
  const size_t length = path.size();
  const auto child = [&](std::string_view key, Object* value, Place where) {
    if (length > 0) path += '.';
    path += key;
    Value result = to_value(value, where, path, depth + 1);
    path.resize(length);
    return result;
  };
  switch (object->type) {
    case Type::kNone:
      return ValueAccess::none(std::move(location), path);
    case Type::kBool:
      return ValueAccess::make(Kind::kBool, as_int(object) != 0, std::move(location), path);
    case Type::kInt:
      return ValueAccess::make(Kind::kInt, as_int(object), std::move(location), path);
    case Type::kBigInt:
      return ValueAccess::make(Kind::kInt, std::string(as_text(object)), std::move(location), path);
    case Type::kFloat:
      return ValueAccess::make(Kind::kFloat, as_double(object), std::move(location), path);
    case Type::kString:
      return ValueAccess::make(Kind::kString, std::string(as_text(object)), std::move(location), path);
    case Type::kBytes:
      return ValueAccess::make(Kind::kBytes, std::string(as_text(object)), std::move(location), path);
    case Type::kLazy:
      return ValueAccess::make(Kind::kString, std::string(static_cast<LazyObject*>(object)->dotted),
                               std::move(location), path);
    case Type::kList:
    case Type::kTuple:
    case Type::kRange: {
      std::vector<Value> items;
      const bool is_range = is(object, Type::kRange);
      if (is_range) {
        Evaluator evaluator(session_, session_.heap.dict());
        object = evaluator.collect(object);
      }
      items.reserve(as_list(object)->size);
      for (uint32_t i = 0; i < as_list(object)->size; ++i)
        items.push_back(child(std::to_string(i), as_list(object)->data[i].object,
                              is_range ? place : as_list(object)->data[i].place));
      return ValueAccess::make(is(object, Type::kTuple) ? Kind::kTuple : Kind::kList, std::move(items),
                               std::move(location), path);
    }
    case Type::kSet: {
      std::vector<Value> items;
      for (const Entry& entry : *as_dict(object))
        items.push_back(child(std::to_string(items.size()), entry.key, entry.place));
      return ValueAccess::make(Kind::kSet, std::move(items), std::move(location), path);
    }
    case Type::kDict: {
      Value::Items entries;
      entries.reserve(as_dict(object)->size);
      for (const Entry& entry : *as_dict(object)) {
        if (is(entry.key, Type::kString)) {
          Value key = ValueAccess::make(Kind::kString, std::string(as_text(entry.key)), {}, {});
          entries.emplace_back(std::move(key), child(as_text(entry.key), entry.value, entry.place));
        } else {
          std::string no_path;
          Value key = to_value(entry.key, entry.place, no_path, depth + 1);
          const std::string text = key.repr();
          entries.emplace_back(std::move(key), child(text, entry.value, entry.place));
        }
      }
      return ValueAccess::make(Kind::kDict, std::move(entries), std::move(location), path);
    }
    default:
      source.fail_at(place, fmt::format("'{}' is a {}, which is no value of a config", path, name_of(object->type)));
  }
}

}  // namespace slipway::config
