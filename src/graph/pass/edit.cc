// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/pass/edit.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace slipway::graph {

Forwarding::Forwarding(Graph& graph)
    : graph_(graph),
      targets_(graph.values.size()),
      is_output_(graph.values.size(), false),
      is_made_(graph.values.size(), false) {
  std::iota(targets_.begin(), targets_.end(), 0);
  for (ValueId id : graph.outputs) is_output_[static_cast<size_t>(id)] = true;
  for (const Node& node : graph.nodes)
    for (ValueId id : node.outputs) is_made_[static_cast<size_t>(id)] = true;
}

ValueId Forwarding::resolve(ValueId id) const {
  // Values that passes add meanwhile are not known here, and stand for themselves.
  while (id >= 0 && static_cast<size_t>(id) < targets_.size() && targets_[static_cast<size_t>(id)] != id)
    id = targets_[static_cast<size_t>(id)];
  return id;
}

void Forwarding::remap(Node& node) const {
  for (auto& [name, argument] : node.args) {
    if (auto* reference = std::get_if<TensorRef>(&argument)) reference->id = resolve(reference->id);
    if (auto* list = std::get_if<TensorList>(&argument))
      for (ValueId& id : list->ids) id = resolve(id);
  }
}

bool Forwarding::forward(ValueId from, ValueId to) {
  const auto from_index = static_cast<size_t>(from);
  const auto to_index = static_cast<size_t>(to);
  if (is_output_[from_index]) {
    if (to_index >= targets_.size() || !is_made_[to_index] || is_output_[to_index]) return false;
    std::swap(graph_.value(from).name, graph_.value(to).name);
    std::replace(graph_.outputs.begin(), graph_.outputs.end(), from, to);
    is_output_[from_index] = false;
    is_output_[to_index] = true;
  }
  targets_[from_index] = to;
  return true;
}

void Forwarding::finish(const std::vector<bool>& removed) {
  size_t kept = 0;
  for (size_t i = 0; i < graph_.nodes.size(); ++i) {
    if (i < removed.size() && removed[i]) continue;
    if (kept != i) graph_.nodes[kept] = std::move(graph_.nodes[i]);
    ++kept;
  }
  graph_.nodes.resize(kept);
}

bool is_deterministic(const Node& node) {
  static constexpr std::array<std::string_view, 9> kPrefixes{"aten::rand",        "aten::normal",  "aten::bernoulli",
                                                             "aten::multinomial", "aten::poisson", "aten::empty",
                                                             "aten::new_empty",   "aten::rrelu",   "aten::exponential"};
  if (std::any_of(kPrefixes.begin(), kPrefixes.end(),
                  [&](std::string_view prefix) { return node.op.compare(0, prefix.size(), prefix) == 0; }))
    return false;
  // dropout, alpha_dropout, scaled_dot_product_attention, ...
  const bool drops = node.op.find("dropout") != std::string::npos;
  return !drops || (node.has("train") && !node.boolean("train"));
}

}  // namespace slipway::graph
