// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Computes what depends on constants alone: priors of a dense head, position tables, folded scales.
#include <algorithm>

#include "graph/pass.h"
#include "graph/pass/edit.h"

namespace slipway::graph {
namespace {

/// A folded value may be this large in any case (the priors of a 1280x1280 input take 0.5 MB), and a few times its
/// inputs beyond: `zeros` or `expand` of whole feature maps would bloat the model file for nothing.
constexpr size_t kSmallBytes = size_t{1} << 20;
constexpr size_t kGrowth = 2;

bool is_constant(const Argument& argument) {
  if (const auto* value = std::get_if<SymInt>(&argument)) return value->is_constant();
  if (const auto* values = std::get_if<Ints>(&argument))
    return std::all_of(values->begin(), values->end(), [](const SymInt& value) { return value.is_constant(); });
  return true;
}

/// Bytes of a value; nothing where its shape is dynamic.
std::optional<size_t> bytes_of(const Value& value) {
  size_t bytes = size_of(value.dtype);
  for (const SymInt& size : value.shape) {
    if (!size.is_constant() || __builtin_mul_overflow(bytes, static_cast<size_t>(size.constant()), &bytes))
      return std::nullopt;
  }
  return bytes;
}

bool can_fold(const Graph& graph, const Node& node) {
  if (!is_deterministic(node)) return false;
  if (!std::all_of(node.args.begin(), node.args.end(),
                   [](const auto& argument) { return is_constant(argument.second); }))
    return false;
  size_t input_bytes = 0;
  for (ValueId id : node.inputs()) {
    if (!graph.value(id).is_constant) return false;
    input_bytes += graph.value(id).constant.nbytes();
  }
  size_t output_bytes = 0;
  for (ValueId id : node.outputs) {
    // Outputs of the graph stay results of nodes: not every runtime takes a constant for an output.
    if (std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end()) return false;
    const std::optional<size_t> bytes = bytes_of(graph.value(id));
    if (!bytes) return false;
    output_bytes += *bytes;
  }
  return output_bytes <= std::max(kSmallBytes, kGrowth * input_bytes);
}

}  // namespace

int fold_constants(Graph& graph, const Evaluate& evaluate) {
  int changes = 0;
  std::vector<bool> removed(graph.nodes.size(), false);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (!can_fold(graph, node)) continue;
    const std::vector<HostTensor> results = evaluate(graph, node);
    if (results.size() != node.outputs.size())
      throw InternalError(fmt::format("{}: evaluated to {} values", node.full_name(), results.size()));
    for (size_t j = 0; j < results.size(); ++j) {
      Value& value = graph.value(node.outputs[j]);
      value.constant = results[j];
      value.is_constant = true;
      value.dtype = results[j].dtype();
      const std::vector<SymInt> shape(results[j].shape().begin(), results[j].shape().end());
      if (shape != value.shape)
        throw InternalError(
            fmt::format("{} in {}: evaluated to {}", node.full_name(), node.scope, results[j].describe()));
    }
    removed[i] = true;
    ++changes;
  }
  Forwarding(graph).finish(removed);
  return changes;
}

}  // namespace slipway::graph
