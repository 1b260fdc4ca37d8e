// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle.h"

namespace slipway::checkpoint {

std::string_view Pickle::text(Ref ref) const {
  const Value& value = values_[ref];
  if (value.kind != Kind::kString && value.kind != Kind::kBytes && value.kind != Kind::kGlobal) return {};
  return {value.text, value.extent};
}

std::span<const Pickle::Ref> Pickle::items(Ref ref) const {
  switch (kind(ref)) {
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kSet:
    case Kind::kDict:
    case Kind::kStorage:
      return lists_[values_[ref].index];
    default:
      return {};
  }
}

std::span<const Pickle::Ref> Pickle::pairs(Ref ref) const {
  if (is(ref, Kind::kDict)) return items(ref);
  if (is(ref, Kind::kObject)) return object(ref).pairs;
  return {};
}

std::string_view Pickle::dotted_name(Ref ref) const {
  if (is(ref, Kind::kObject)) ref = object(ref).callable;
  return is(ref, Kind::kGlobal) ? text(ref) : std::string_view();
}

Pickle::Ref Pickle::find(Ref dict, std::string_view key) const {
  Ref found = kNone;
  const auto entries = pairs(dict);
  for (size_t i = 0; i + 1 < entries.size(); i += 2)
    if (is(entries[i], Kind::kString) && text(entries[i]) == key) found = entries[i + 1];
  return found;
}

std::string Pickle::type_name(Ref ref) const {
  switch (kind(ref)) {
    case Kind::kNone:
      return "None";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
    case Kind::kBigInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kString:
      return "str";
    case Kind::kBytes:
      return "bytes";
    case Kind::kTuple:
      return "tuple";
    case Kind::kList:
      return "list";
    case Kind::kSet:
      return "set";
    case Kind::kDict:
      return "dict";
    case Kind::kStorage:
      return "storage";
    case Kind::kGlobal:
    case Kind::kObject:
      return shown(dotted_name(ref));
  }
  return "?";
}

}  // namespace slipway::checkpoint
