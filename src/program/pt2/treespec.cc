// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// How nested structures of outputs name their leaves.
#include "base/error.h"
#include "base/strings.h"
#include "program/pt2/json.h"
#include "program/pt2/schema.h"

namespace slipway::program::pt2 {
namespace {

using nlohmann::json;

constexpr int kMostNestedSpecs = 64;

/// Keys of a dict, fields of a named tuple or dataclass; empty where the context says none.
std::vector<std::string> keys_of(const json& spec) {
  const json* context = optional_member(spec, "context");
  if (context == nullptr) return {};
  json list;
  if (context->is_string())
    list = json::parse(context->get<std::string>(), nullptr, false);
  else
    list = *context;
  std::vector<std::string> keys;
  if (!list.is_array()) return {};
  for (const json& key : list) {
    if (key.is_string())
      keys.push_back(key.get<std::string>());
    else if (key.is_number_integer())
      keys.push_back(std::to_string(key.get<int64_t>()));
    else
      return {};
  }
  return keys;
}

void visit(const json& spec, const std::string& path, int depth, std::vector<std::string>& names) {
  if (depth > kMostNestedSpecs) fail("a structure of outputs is nested more than {} deep", kMostNestedSpecs);
  const json* type = optional_member(spec, "type");
  if (type == nullptr) {
    names.push_back(path);
    return;
  }
  const std::vector<std::string> keys = keys_of(spec);
  const json& children = array(member(spec, "children_spec"), "children_spec");
  for (size_t i = 0; i < children.size(); ++i) {
    const std::string key = keys.size() == children.size() ? keys[i] : std::to_string(i);
    visit(children[i], path.empty() ? key : path + "_" + key, depth + 1, names);
  }
}

}  // namespace

std::vector<std::string> leaf_names(const std::string& treespec) {
  const json root = json::parse(treespec, nullptr, false);
  if (!root.is_array() || root.size() != 2) return {};
  try {
    std::vector<std::string> names;
    visit(root[1], "", 0, names);
    return names;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace slipway::program::pt2
