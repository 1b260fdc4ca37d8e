// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Removes nodes and constants that no output needs, and the values that nothing refers to any more: ids of the values
// that stay may change.
#include <algorithm>

#include "graph/pass.h"

namespace slipway::graph {
namespace {

void renumber(Graph& graph, const std::vector<bool>& needed) {
  std::vector<ValueId> new_ids(graph.values.size(), -1);
  std::vector<Value> values;
  for (size_t i = 0; i < graph.values.size(); ++i) {
    if (!needed[i]) continue;
    new_ids[i] = static_cast<ValueId>(values.size());
    values.push_back(std::move(graph.values[i]));
  }
  graph.values = std::move(values);
  const auto renumber_one = [&](ValueId& id) {
    if (id >= 0) id = new_ids[static_cast<size_t>(id)];
  };
  for (Node& node : graph.nodes) {
    for (auto& [name, argument] : node.args) {
      if (auto* reference = std::get_if<TensorRef>(&argument)) renumber_one(reference->id);
      if (auto* list = std::get_if<TensorList>(&argument))
        std::for_each(list->ids.begin(), list->ids.end(), renumber_one);
    }
    std::for_each(node.outputs.begin(), node.outputs.end(), renumber_one);
  }
  std::for_each(graph.inputs.begin(), graph.inputs.end(), renumber_one);
  std::for_each(graph.outputs.begin(), graph.outputs.end(), renumber_one);
}

}  // namespace

int eliminate_dead_code(Graph& graph) {
  std::vector<bool> needed(graph.values.size(), false);
  const auto need = [&](ValueId id) { needed[static_cast<size_t>(id)] = true; };
  std::for_each(graph.outputs.begin(), graph.outputs.end(), need);
  std::for_each(graph.inputs.begin(), graph.inputs.end(), need);
  std::vector<Node> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const auto is_needed = [&](ValueId id) { return needed[static_cast<size_t>(id)]; };
    if (std::none_of(node->outputs.begin(), node->outputs.end(), is_needed)) continue;
    for (ValueId id : node->inputs()) need(id);
    for (ValueId id : node->outputs) need(id);
    kept.push_back(std::move(*node));
  }
  auto changes = static_cast<int>(graph.nodes.size() - kept.size());
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
  for (size_t i = 0; i < graph.values.size(); ++i) changes += graph.values[i].is_constant && !needed[i] ? 1 : 0;
  if (std::find(needed.begin(), needed.end(), false) != needed.end()) renumber(graph, needed);
  return changes;
}

}  // namespace slipway::graph
