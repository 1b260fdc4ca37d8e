// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "lower/exported.h"

namespace slipway::lower::torchscript {

/// The file inside a .pt that names its inputs and outputs, which TorchScript itself does not: JSON with the lists
/// `inputs` and `outputs` of {name, dtype, shape}, where -1 in a shape is a dynamic axis.
inline constexpr const char* kNamesFile = "slipway.json";

struct Options {
  /// Extra outputs besides the graph's own, by value (for finding the first layer that differs).
  std::vector<graph::ValueId> extra_outputs;
};

using Model = Exported;

/// Writes a graph as a TorchScript module of standard operators: `forward` takes the graph's inputs, one tensor each,
/// and returns its outputs, a tensor or a tuple. Constants are buffers of the module, sizes follow the inputs where
/// axes are dynamic. Errors: slipway::Error listing all nodes that cannot be written (operator, scope), or with
/// LibTorch's message for calls that it refuses.
Model lower(const graph::Graph& graph, const Options& options = {});

/// Reads the file back and looks for operators that are not PyTorch's own. Errors: InternalError with LibTorch's words
/// or the operators' names (a module that fails is our bug).
void check(const Model& model);

/// `forward` and what it calls, as lower() hands it to LibTorch's compiler.
std::string source(const graph::Graph& graph, const Options& options = {});

}  // namespace slipway::lower::torchscript
