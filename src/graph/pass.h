// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace slipway::graph {

/// Computes one node whose tensor inputs are all constants (LibTorch does it; see capture/interpreter.h).
using Evaluate = std::function<std::vector<HostTensor>(const Graph& graph, const Node& node)>;

/// @name Passes
/// Each keeps what the graph computes, names of inputs and outputs included, and returns how many nodes it removed or
/// changed. Ids of values may change in all of them.
/// @{
int eliminate_dead_code(Graph& graph);  ///< nodes, constants and values that no output needs
int eliminate_common_subexpressions(Graph& graph);
int simplify(Graph& graph);  ///< no-ops, chains of reshapes and permutations, filled memory; every rule is exact
int fold_constants(Graph& graph, const Evaluate& evaluate);
int fold_batch_norm(
    Graph& graph);  ///< batch_norm after a convolution (or linear) that nothing else reads, into its weights
/// @}

struct PassReport {
  std::string name;
  int changes = 0;
  size_t nodes_after = 0;
};
/// All passes, in the order that reaches a fixed point; validates after each one. The reasons for the order stand in
/// the .cc.
std::vector<PassReport> optimize(Graph& graph, const Evaluate& evaluate);

}  // namespace slipway::graph
