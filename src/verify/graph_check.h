// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "slipway/backend.h"
#include "verify/compare.h"

namespace slipway::verify {

/// One run of backend and captured graph on the same input.
struct GraphCheck {
  std::vector<int64_t> input_shape;
  std::vector<std::string> outputs;     ///< names
  std::vector<Difference> differences;  ///< one per output
  bool passed() const;
};

/// The first layer whose output differs, in the order of execution.
struct LayerDifference {
  std::string op;     ///< "aten::conv2d"
  std::string scope;  ///< "backbone.stage1.0.conv"
  std::string value;  ///< name of the tensor in the model file
  double max_abs = 0;
  double largest = 0;  ///< largest absolute reference value
  bool gross = false;  ///< by far more than rounding
};

/// Sizes at which a graph must be checked: batch 1, 2 and 3 where the batch is dynamic, a size never captured where
/// height or width are.
/// @param example the real input, f32[1,3,H,W] or more images of that size
/// @param names of the dynamic axes of the input's dimensions 0, 2 and 3; "" where fixed
/// @return inputs, made of the example's images and, where more are needed, dimmed copies of them
std::vector<at::Tensor> check_inputs(const std::vector<at::Tensor>& examples, bool dynamic_batch, bool dynamic_height,
                                     bool dynamic_width);

/// What the outputs of a network are, and whether it has chosen among its candidates: then rows with tying scores may
/// swap.
struct Outputs {
  std::vector<task::Role> roles;
  bool chosen = false;
  ColumnScale columns(size_t output, const at::Tensor& input) const;
  /// align_detections() where the network has chosen; else what is given. @param rounding as for compare(), of each
  /// output
  Alignment align(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& reference,
                  const at::Tensor& input, const Tolerance& tolerance, double score_tolerance,
                  const std::vector<std::vector<double>>& rounding = {}) const;
};

/// What the classes of pixels that a graph returns were chosen from: the inputs of its last argmax, or of the
/// comparison with a threshold.
class LabelScores {
 public:
  LabelScores(const graph::Graph& graph, const Outputs& outputs);
  /// To be called with each node of a run.
  void keep(const graph::Node& node, const std::vector<at::Tensor>& values);
  /// f32[B,C,H,W]; null for outputs that are no classes of pixels, or were chosen in another way.
  const at::Tensor* of(size_t output) const;

 private:
  struct Wanted {
    size_t output;
    std::optional<double> threshold;
  };
  std::map<graph::ValueId, Wanted> wanted_;
  std::map<size_t, at::Tensor> scores_;
};

/// @param task, form of the network @param selects_detections whether its backend chooses
Outputs outputs_of(const task::Task& task, std::string_view form, bool selects_detections);

/// Runs both.
GraphCheck check_graph(const graph::Graph& graph, backend::Session& session, const at::Tensor& input,
                       const Outputs& outputs, const Tolerance& tolerance);

/// A graph in a backend, with more outputs than its own.
struct LayerSession {
  std::unique_ptr<backend::Session> session;
  std::map<graph::ValueId, std::string> names;  ///< of the session's outputs
};

/// Exports the graph with every intermediate tensor as an output and finds the first that differs. Costs a second
/// conversion: for failures.
/// @param open exports the graph with these values as outputs besides its own
/// @param half the backend computes in f16, which moves every layer by more than f32 does
std::optional<LayerDifference> find_first_difference(
    const graph::Graph& graph, const std::vector<at::Tensor>& inputs,
    const std::function<LayerSession(const std::vector<graph::ValueId>& extra_outputs)>& open, bool half = false);

}  // namespace slipway::verify
