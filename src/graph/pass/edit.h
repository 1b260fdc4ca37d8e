// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace slipway::graph {

/// Replaces values by others during one sweep over the nodes in their order: call remap() on each node before looking
/// at it, forward() for an output that another value equals, and finish() at the end.
class Forwarding {
 public:
  explicit Forwarding(Graph& graph);

  void remap(Node& node) const;
  /// From now on `to` is read instead of `from`. False, and nothing changes, where `from` is an output of the graph
  /// that must stay itself: `to` is an input, a constant or an output already. Otherwise an output keeps its place and
  /// its name.
  bool forward(ValueId from, ValueId to);
  ValueId resolve(ValueId id) const;
  /// Removes the nodes marked in `removed` (by index).
  void finish(const std::vector<bool>& removed);

 private:
  Graph& graph_;
  std::vector<ValueId> targets_;
  std::vector<bool> is_output_;
  std::vector<bool> is_made_;  ///< by a node
};

/// False for operators whose result is not a function of their arguments: random ones, and uninitialised memory.
bool is_deterministic(const Node& node);

}  // namespace slipway::graph
