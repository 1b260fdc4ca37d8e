// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/pass.h"

namespace slipway::graph {

std::vector<PassReport> optimize(Graph& graph, const Evaluate& evaluate) {
  std::vector<PassReport> reports;
  const auto run = [&](const char* name, const auto& pass) {
    const int changes = pass(graph);
    validate(graph);
    reports.push_back({name, changes, graph.nodes.size()});
    return changes;
  };
  // The order: no-ops go first, since they hide a batch norm from its convolution and equal nodes from each other.
  // Folding constants before merging lets the merge see equal results of different computations (the priors of two
  // heads). Each can make work for the others, so they repeat until none finds anything; a round costs far less than
  // lowering what it would have removed.
  const auto clean = [&] {
    int changes = 0;
    do {
      changes = run("simplify", simplify);
      if (evaluate) changes += run("fold_constants", [&](Graph& g) { return fold_constants(g, evaluate); });
      changes += run("eliminate_common_subexpressions", eliminate_common_subexpressions);
      changes += run("eliminate_dead_code", eliminate_dead_code);
    } while (changes > 0);
  };
  run("eliminate_dead_code", eliminate_dead_code);
  clean();
  // After the merge: a convolution whose output two equal batch norms read has one reader only then.
  if (run("fold_batch_norm", fold_batch_norm) > 0) clean();
  return reports;
}

}  // namespace slipway::graph
