// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace slipway::lower::torchscript {

/// The file inside a .pt that names its inputs and outputs, which TorchScript itself does not: JSON with the lists
/// `inputs` and `outputs` of {name, dtype, shape}, where -1 in a shape is a dynamic axis.
inline constexpr const char* kNamesFile = "slipway.json";

struct Options {
  /// Extra outputs besides the graph's own, by value (for finding the first layer that differs).
  std::vector<graph::ValueId> extra_outputs;
};

struct Model {
  std::string bytes;                            ///< a .pt file, as torch.jit.load reads it
  std::map<graph::ValueId, std::string> names;  ///< names of the outputs
  size_t node_count = 0;                        ///< calls of operators
  std::map<std::string, int> operators;         ///< operator -> count
};

/// Writes a graph as a TorchScript module of standard operators: `forward` takes the graph's inputs, one tensor each,
/// and returns its outputs, a tensor or a tuple. Constants are buffers of the module, sizes follow the inputs where
/// axes are dynamic. Errors: slipway::Error listing all nodes that cannot be written (operator, scope), or with
/// LibTorch's message for calls that it refuses.
Model lower(const graph::Graph& graph, const Options& options = {});

/// `forward` and what it calls, as lower() hands it to LibTorch's compiler.
std::string source(const graph::Graph& graph, const Options& options = {});

}  // namespace slipway::lower::torchscript
