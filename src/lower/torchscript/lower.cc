// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/torchscript/lower.h"

#include <torch/csrc/jit/api/module.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "capture/interpreter.h"
#include "lower/torchscript/source.h"

namespace slipway::lower::torchscript {
namespace {

using graph::Graph;
using graph::ValueId;
using nlohmann::ordered_json;

std::vector<ValueId> all_outputs(const Graph& graph, const Options& options) {
  std::vector<ValueId> result = graph.outputs;
  result.insert(result.end(), options.extra_outputs.begin(), options.extra_outputs.end());
  return result;
}

ordered_json describe_node(const Graph& graph, const std::vector<ValueId>& ids) {
  ordered_json result = ordered_json::array();
  for (ValueId id : ids) {
    const graph::Value& value = graph.value(id);
    ordered_json shape = ordered_json::array();
    for (const graph::SymInt& size : value.shape) shape.push_back(size.is_constant() ? size.constant() : int64_t{-1});
    result.push_back({{"name", value.name}, {"dtype", name_of(value.dtype)}, {"shape", shape}});
  }
  return result;
}

}  // namespace

Model lower(const Graph& graph, const Options& options) {
  const std::vector<ValueId> outputs = all_outputs(graph, options);
  const Source source = write_source(graph, outputs);
  Model model;
  try {
    torch::jit::Module module("__torch__.slipway.Model");
    module.register_attribute("training", c10::BoolType::get(), false);
    for (const auto& [id, name] : source.constants)
      module.register_buffer(name, capture::from_host(graph.value(id).constant));
    module.define(source.text);
    std::ostringstream stream;
    const ordered_json names{{"inputs", describe_node(graph, graph.inputs)},
                             {"outputs", describe_node(graph, outputs)}};
    module.save(stream, {{kNamesFile, names.dump()}});
    model.bytes = std::move(stream).str();
  } catch (const std::exception& e) {
    fail("LibTorch refuses the module: {}", e.what());
  }
  for (ValueId id : outputs) model.names[id] = graph.value(id).name;
  model.operators = source.operators;
  model.node_count = graph.nodes.size();
  return model;
}

std::string source(const Graph& graph, const Options& options) {
  return write_source(graph, all_outputs(graph, options)).text;
}

}  // namespace slipway::lower::torchscript
