// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "lower/exported.h"

namespace slipway::lower::onnx {

struct Options {
  int opset = 11;
  bool keep_initializers_as_inputs = false;
  /// Extra graph outputs besides the graph's own, by value (for finding the first layer that differs).
  std::vector<graph::ValueId> extra_outputs;
};

using Model = Exported;

/// Lowest and highest opset that lower() writes (the installed ONNX library bounds the highest).
int min_opset();
int max_opset();

/// Full names of all operators that some opset can write, sorted: "aten::add.Tensor".
std::vector<std::string> lowered_operators();

/// Writes a graph as an ONNX model with standard operators only. Input and output names are those of the graph's
/// values; dynamic axes keep their names. Errors: slipway::Error listing all nodes that have no lowering (operator,
/// scope, how often, opset, nearest known).
Model lower(const graph::Graph& graph, const Options& options = {});

/// ONNX's own checker and strict shape inference with data propagation, and a look for non-standard domains.
/// Errors: InternalError with the checker's words (a model that fails is our bug).
void check(const Model& model);

}  // namespace slipway::lower::onnx
