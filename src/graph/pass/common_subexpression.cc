// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Of nodes that compute the same, and of constants that hold the same, only the first stays.
#include <cstring>
#include <map>
#include <string>
#include <unordered_map>

#include "graph/pass.h"
#include "graph/pass/edit.h"

namespace slipway::graph {
namespace {

/// Appends bytes from which equal arguments, and only those, can be told apart.
class Key {
 public:
  void add(const Argument& argument) {
    bytes_ += static_cast<char>(argument.index());
    std::visit([this](const auto& value) { append(value); }, argument);
  }
  void add(const std::string& text) { append(text); }
  std::string take() { return std::move(bytes_); }

 private:
  template <typename T>
  void raw(T value) {
    char buffer[sizeof value];
    std::memcpy(buffer, &value, sizeof value);
    bytes_.append(buffer, sizeof value);
  }
  void append(const None&) {}
  void append(const TensorRef& value) { raw(value.id); }
  void append(const TensorList& value) { items(value.ids); }
  void append(ValueId value) { raw(value); }
  void append(bool value) { raw(value); }
  void append(double value) { raw(value); }
  void append(DType value) { raw(value); }
  void append(const std::string& value) {
    raw(value.size());
    bytes_ += value;
  }
  void append(const SymInt& value) {
    raw(value.terms().size());
    for (const auto& [axes, coefficient] : value.terms()) {
      raw(axes.size());
      for (int axis : axes) raw(axis);
      raw(coefficient.numerator);
      raw(coefficient.denominator);
    }
  }
  void append(const Ints& values) { items(values); }
  void append(const Floats& values) { items(values); }
  void append(const Bools& values) {
    raw(values.size());
    for (bool value : values) raw(value);
  }
  template <typename Items>
  void items(const Items& values) {
    raw(values.size());
    for (const auto& value : values) append(value);
  }

  std::string bytes_;
};

int merge_constants(Graph& graph, Forwarding& forwarding) {
  // Candidates agree in type and first bytes; only those are compared in full.
  std::map<std::string, std::vector<ValueId>> groups;
  int changes = 0;
  for (size_t i = 0; i < graph.values.size(); ++i) {
    const Value& value = graph.values[i];
    if (!value.is_constant) continue;
    const HostTensor& data = value.constant;
    std::string key = data.describe();
    if (data.nbytes() > 0) key.append(data.data<char>(), std::min<size_t>(data.nbytes(), 64));
    std::vector<ValueId>& group = groups[key];
    bool merged = false;
    for (ValueId other : group) {
      const HostTensor& other_data = graph.value(other).constant;
      const bool equal = data.raw() == other_data.raw() || data.nbytes() == 0 ||
                         std::memcmp(data.raw(), other_data.raw(), data.nbytes()) == 0;
      if (!equal || !forwarding.forward(static_cast<ValueId>(i), other)) continue;
      merged = true;
      break;
    }
    if (!merged)
      group.push_back(static_cast<ValueId>(i));
    else
      ++changes;
  }
  return changes;
}

}  // namespace

int eliminate_common_subexpressions(Graph& graph) {
  Forwarding forwarding(graph);
  int changes = merge_constants(graph, forwarding);
  std::unordered_map<std::string, size_t> seen;
  std::vector<bool> removed(graph.nodes.size(), false);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    Node& node = graph.nodes[i];
    forwarding.remap(node);
    if (!is_deterministic(node)) continue;
    Key key;
    key.add(node.op);
    key.add(node.overload);
    for (const auto& [name, argument] : node.args) {
      key.add(name);
      key.add(argument);
    }
    const auto [position, is_new] = seen.emplace(key.take(), i);
    if (is_new) continue;
    const Node& first = graph.nodes[position->second];
    bool all = first.outputs.size() == node.outputs.size();
    for (size_t j = 0; all && j < node.outputs.size(); ++j) all = forwarding.forward(node.outputs[j], first.outputs[j]);
    removed[i] = all;
    changes += all ? 1 : 0;
  }
  forwarding.finish(removed);
  if (changes > 0) eliminate_dead_code(graph);
  return changes;
}

}  // namespace slipway::graph
