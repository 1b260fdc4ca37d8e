// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/lower.h"

#include <algorithm>

#include "base/strings.h"
#include "lower/onnx/builder.h"
#include "lower/onnx/half.h"
#include "lower/onnx/lower_internal.h"
#include "lower/onnx/serialize.h"

namespace slipway::lower::onnx {
namespace {

/// What cannot be lowered, one entry per operator and reason.
class Refusals {
 public:
  void add(const graph::Node& node, const std::string& reason) {
    auto [position, inserted] = entries_.try_emplace({node.full_name(), reason}, Entry{node.scope, 0, entries_.size()});
    ++position->second.count;
  }

  void throw_if_any(int opset) const {
    if (entries_.empty()) return;
    std::vector<std::string> lines(entries_.size());
    for (const auto& [key, entry] : entries_) {
      std::string where = entry.count == 1 ? "" : fmt::format("{} times, first ", entry.count);
      where += entry.scope.empty() ? "outside any module" : fmt::format("in '{}'", entry.scope);
      lines[entry.order] = fmt::format("{} ({}){}", key.first, where, key.second);
    }
    fail("{} cannot be written as ONNX opset {}: {}",
         lines.size() == 1 ? "an operator" : fmt::format("{} operators", lines.size()), opset, join(lines, "; "));
  }

 private:
  struct Entry {
    std::string scope;
    int count = 0;
    size_t order = 0;
  };
  std::map<std::pair<std::string, std::string>, Entry> entries_;
};

std::string reason_for_missing(const std::string& name) {
  if (const int opset = lowest_opset(name); opset > 0) return fmt::format(": from opset {} on", opset);
  const std::vector<std::string> near = nearest(name, lowered_operators());
  return near.empty() ? ": not known" : fmt::format(": not known; nearest known: {}", join(near, ", "));
}

void lower_node(Builder& builder, const graph::Node& node, const std::string& backend, Refusals& refusals,
                Model& model) {
  const std::string name = node.full_name();
  const FoundLowering found = find_lowering(name, builder.opset(), backend);
  if (found.for_backend) model.for_backend[name].insert(node.scope);
  if (found.lowering == nullptr) {
    refusals.add(node, reason_for_missing(name));
    builder.bind_placeholders(node);
    return;
  }
  try {
    builder.begin(node);
    found.lowering(builder);
  } catch (const Error& e) {
    // Go on, so that the user learns about everything at once.
    refusals.add(node, std::string(": ") + e.what());
    builder.bind_placeholders(node);
  } catch (const std::exception& e) {
    throw InternalError(fmt::format("lowering {} in '{}': {}", name, node.scope, e.what()));
  }
}

}  // namespace

Model lower_unchecked(const graph::Graph& graph, const Options& options) {
  graph::validate(graph);
  Builder builder(graph, options.opset);
  Refusals refusals;
  Model model;
  for (const graph::Node& node : graph.nodes) lower_node(builder, node, options.backend, refusals, model);
  refusals.throw_if_any(options.opset);

  Ir ir = builder.finish(options.extra_outputs);
  if (options.half) to_half(ir, *options.half, graph.outputs.size());
  model.bytes = serialize(ir, options.keep_initializers_as_inputs);
  model.names = builder.names();
  model.node_count = ir.nodes.size();
  for (const IrNode& node : ir.nodes) ++model.operators[node.type];
  return model;
}

Model lower(const graph::Graph& graph, const Options& options) {
  if (options.opset < min_opset() || options.opset > max_opset())
    fail("opset {} is not supported: this build writes opset {} to {}", options.opset, min_opset(), max_opset());
  return lower_unchecked(graph, options);
}

}  // namespace slipway::lower::onnx
