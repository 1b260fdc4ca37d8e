// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "lower/exported.h"

namespace slipway::lower::onnx {

/// How a model is turned into f16; the names and meanings are those of the converters that users know.
struct HalfOptions {
  /// Constants nearer to zero become this (0 stays 0, the sign stays): f16 would make them 0.
  double min_positive = 1e-7;
  /// Constants further from zero become this (infinities stay).
  double max_finite = 1e4;
  bool keep_io = false;  ///< inputs and outputs stay f32
  std::optional<std::vector<std::string>>
      op_block_list{};                         ///< operators that stay f32; absent: default_op_block_list()
  std::vector<std::string> node_block_list{};  ///< names of nodes that stay f32
};

/// Operators that stay f32 where the user names none: those that order, count or add up many values, or
/// scale by statistics.
const std::vector<std::string>& default_op_block_list();

struct Options {
  int opset = 11;
  std::string backend{};  ///< whose lowerings come before the general ones, by its name in deploy configs; "" for none
  bool keep_initializers_as_inputs = false;
  std::optional<HalfOptions> half{};  ///< absent: a model in f32
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
/// scope, how often, opset, nearest known); operators and nodes of the block lists that there are not.
Model lower(const graph::Graph& graph, const Options& options = {});

/// ONNX's own checker and strict shape inference with data propagation, and a look for non-standard domains.
/// Errors: InternalError with the checker's words (a model that fails is our bug).
void check(const Model& model);

}  // namespace slipway::lower::onnx
