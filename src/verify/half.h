// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "slipway/backend.h"
#include "verify/compare.h"
#include "verify/graph_check.h"

namespace slipway::verify {

/// Verification of a model in f16. It cannot equal PyTorch in f32; how far it may be off is what f16 does to this very
/// network, measured on PyTorch alone: the captured graph runs once more with its weights rounded to f16 and, for
/// backends that compute in f16, the output of every layer too. A backend rounds in other places (it fuses layers), so
/// it may differ from PyTorch's f32 results by up to kHalfFactor times what that run does.
/// @{

/// The rounding that PyTorch's run has, and as much again where a backend rounds elsewhere. (Seen: 0.6 to 1.0 times
/// what PyTorch's run does.)
inline constexpr double kHalfFactor = 2;

/// No more than this many steps of f16 (2^-11 of the largest value; for scores of 1, for coordinates of the frame) are
/// ever allowed. Roundings by half a step each add up to about sqrt(layers) half steps: these are 32, as of 1024
/// layers, more than any network here has. What a network moves beyond cannot be told from a fault.
inline constexpr double kMostHalfSteps = 16;
inline constexpr double kHalfStep = 0x1p-11;

/// A captured graph as PyTorch computes it with f16 in the places where a backend has it.
class HalfGraph {
 public:
  /// @param activations whether the network's layers round what they make (what comes after the last layer with weights
  /// does not), or weights only are f16
  HalfGraph(const graph::Graph& graph, bool activations);
  /// @param input f32. Outputs f32 @param visit called with each node and what it gave, rounded
  std::vector<at::Tensor> run(
      const at::Tensor& input,
      const std::function<void(const graph::Node&, const std::vector<at::Tensor>&)>& visit = {}) const {
    return run(std::vector<at::Tensor>{input}, visit);
  }
  /// Of several inputs; those that are not f32 stay as they are.
  std::vector<at::Tensor> run(
      const std::vector<at::Tensor>& inputs,
      const std::function<void(const graph::Node&, const std::vector<at::Tensor>&)>& visit = {}) const;

 private:
  graph::Graph graph_;
  std::vector<bool> rounds_;  // by node
};

/// Like check_graph(), for a backend in f16. Detections are matched by where they are rather than by their row: an
/// order or a suppression may turn out otherwise where scores are near each other.
GraphCheck check_half_graph(const graph::Graph& graph, const HalfGraph& half, backend::Session& session,
                            const at::Tensor& input, const Outputs& outputs, const Tolerance& tolerance);
/// @}

}  // namespace slipway::verify
