// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/graph.h"

#include <algorithm>
#include <unordered_set>

namespace slipway::graph {

ValueId Graph::add_value(Value value) {
  const auto taken = [this](const std::string& name) {
    return std::any_of(values.begin(), values.end(), [&](const Value& other) { return other.name == name; });
  };
  if (value.name.empty()) value.name = "value";
  if (taken(value.name)) {
    std::unordered_set<std::string_view> names;
    for (const Value& other : values) names.insert(other.name);
    for (int suffix = 1;; ++suffix) {
      std::string candidate = fmt::format("{}_{}", value.name, suffix);
      if (names.count(candidate) > 0) continue;
      value.name = std::move(candidate);
      break;
    }
  }
  values.push_back(std::move(value));
  return static_cast<ValueId>(values.size() - 1);
}

ValueId Graph::add_constant(std::string name, HostTensor data) {
  Value value;
  value.name = std::move(name);
  value.dtype = data.dtype();
  value.shape.assign(data.shape().begin(), data.shape().end());
  value.constant = std::move(data);
  value.is_constant = true;
  return add_value(std::move(value));
}

std::vector<std::string> Graph::axis_names() const {
  std::vector<std::string> result;
  for (const Axis& axis : axes) result.push_back(axis.name);
  return result;
}

std::vector<int64_t> Graph::axis_examples() const {
  std::vector<int64_t> result;
  for (const Axis& axis : axes) result.push_back(axis.example);
  return result;
}

std::string Graph::type_text(ValueId id) const {
  const std::vector<std::string> names = axis_names();
  const Value& described = value(id);
  std::vector<std::string> sizes;
  for (const SymInt& size : described.shape) sizes.push_back(size.text(names));
  std::string result(name_of(described.dtype));
  result += '[';
  for (size_t i = 0; i < sizes.size(); ++i) result += (i > 0 ? "," : "") + sizes[i];
  return result + ']';
}

void Graph::replace_uses(ValueId from, ValueId to) {
  for (Node& node : nodes) node.replace_input(from, to);
  std::replace(outputs.begin(), outputs.end(), from, to);
}

std::vector<int> Graph::use_counts() const {
  std::vector<int> result(values.size(), 0);
  for (const Node& node : nodes)
    for (ValueId id : node.inputs()) ++result.at(static_cast<size_t>(id));
  for (ValueId id : outputs) ++result.at(static_cast<size_t>(id));
  return result;
}

std::vector<int> Graph::producers() const {
  std::vector<int> result(values.size(), -1);
  for (size_t i = 0; i < nodes.size(); ++i)
    for (ValueId id : nodes[i].outputs) result.at(static_cast<size_t>(id)) = static_cast<int>(i);
  return result;
}

}  // namespace slipway::graph
