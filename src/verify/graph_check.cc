// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/graph_check.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "capture/interpreter.h"
#include "verify/compare_labels.h"
#include "verify/half.h"
#include "verify/layers.h"

namespace slipway::verify {
namespace {

/// A layer differs when it is off by more than this part of its largest value. A fault is larger than the first of
/// them; where none is, the second finds what only rounding that a network amplifies could reach, too.
constexpr double kLayerTolerances[] = {1e-3, 1e-4};
/// The same in f16: as many of its steps as f16 may move any result by, and a quarter of that.
constexpr double kHalfLayerTolerances[] = {kMostHalfSteps * kHalfStep, kMostHalfSteps* kHalfStep / 4};
/// How far the unseen size is from the captured one, px; a multiple of every stride in use.
constexpr int64_t kSizeStep = 64;

double largest_value(const at::Tensor& tensor) { return tensor.numel() == 0 ? 0.0 : tensor.abs().max().item<double>(); }

/// For each value whether integers or booleans that were computed from the input had a part in it: indices of an order,
/// masks of a comparison (which a threshold has inside).
std::vector<bool> depends_on_a_choice(const graph::Graph& graph) {
  std::vector<bool> computed(graph.values.size(), false), chosen(graph.values.size(), false);
  for (graph::ValueId id : graph.inputs) computed[static_cast<size_t>(id)] = true;
  for (const graph::Node& node : graph.nodes) {
    bool reads_computed = false, reads_chosen = false;
    for (graph::ValueId id : node.inputs()) {
      reads_computed = reads_computed || computed[static_cast<size_t>(id)];
      reads_chosen = reads_chosen || chosen[static_cast<size_t>(id)];
    }
    for (graph::ValueId id : node.outputs) {
      const DType dtype = graph.value(id).dtype;
      const bool number = dtype == DType::kF32 || dtype == DType::kF64;
      computed[static_cast<size_t>(id)] = reads_computed;
      chosen[static_cast<size_t>(id)] = reads_chosen || (reads_computed && (!number || node.op == "aten::threshold"));
    }
  }
  return chosen;
}

/// Operators that take values elsewhere and compute none.
bool only_moves(const graph::Node& node) {
  static const std::set<std::string, std::less<>> kMoving{
      "aten::slice",   "aten::select",     "aten::split",     "aten::split_with_sizes",
      "aten::chunk",   "aten::unbind",     "aten::reshape",   "aten::view",
      "aten::flatten", "aten::squeeze",    "aten::unsqueeze", "aten::permute",
      "aten::expand",  "aten::flip",       "aten::t",         "aten::transpose",
      "aten::clone",   "aten::contiguous", "aten::gather",    "aten::index_select"};
  return kMoving.count(node.op) > 0;
}

/// The values that a layer's output is measured by. Part of a tensor is measured as the whole: what is off by the
/// whole's rounding is off by more of a part's own largest value.
class Scales {
 public:
  double of(const graph::Node& node, const at::Tensor& value, graph::ValueId id) {
    double scale = largest_value(value);
    if (only_moves(node))
      for (graph::ValueId input : node.inputs())
        if (const auto found = scales_.find(input); found != scales_.end()) scale = std::max(scale, found->second);
    return scales_[id] = scale;
  }

 private:
  std::map<graph::ValueId, double> scales_;
};

}  // namespace

LabelScores::LabelScores(const graph::Graph& graph, const Outputs& outputs) {
  const auto producer = [&](graph::ValueId id) {
    return std::find_if(graph.nodes.begin(), graph.nodes.end(),
                        [&](const graph::Node& node) { return node.outputs.front() == id; });
  };
  for (size_t i = 0; i < graph.outputs.size() && i < outputs.roles.size(); ++i) {
    if (outputs.roles[i] != task::Role::kLabelMap) continue;
    auto node = producer(graph.outputs[i]);
    if (node != graph.nodes.end() && node->op == "aten::to") node = producer(node->inputs().front());
    if (node == graph.nodes.end()) continue;
    if (node->op == "aten::argmax") wanted_[node->inputs().front()] = {i, std::nullopt};
    if (node->full_name() == "aten::gt.Scalar") wanted_[node->inputs().front()] = {i, node->number("other")};
  }
}

void LabelScores::keep(const graph::Node& node, const std::vector<at::Tensor>& values) {
  for (size_t i = 0; i < values.size(); ++i) {
    const auto found = wanted_.find(node.outputs[i]);
    if (found == wanted_.end()) continue;
    const auto& [output, threshold] = found->second;
    // One score tells two classes apart, as if the first of them always scored the threshold.
    scores_[output] = threshold ? at::cat({at::full_like(values[i], *threshold), values[i]}, 1) : values[i];
  }
}

const at::Tensor* LabelScores::of(size_t output) const {
  const auto found = scores_.find(output);
  return found == scores_.end() ? nullptr : &found->second;
}

bool GraphCheck::passed() const {
  return std::all_of(differences.begin(), differences.end(), [](const Difference& d) { return d.passed(); });
}

std::vector<at::Tensor> check_inputs(const std::vector<at::Tensor>& examples, bool dynamic_batch, bool dynamic_height,
                                     bool dynamic_width) {
  const at::Tensor& first = examples.at(0);
  std::vector<at::Tensor> images;
  for (const at::Tensor& example : examples)
    if (example.sizes() == first.sizes() && images.size() < 3) images.push_back(example);
  // Dimmed copies rather than mirrored or random images: what a network was not made for brings out values (boxes of
  // 20,000 px) that tell nothing about the conversion.
  if (images.size() < 2) images.push_back(first * 0.75);
  if (images.size() < 3) images.push_back(first * 0.875);

  std::vector<at::Tensor> result{first};
  if (dynamic_batch) {
    // Other images in other places than before, so that a row that reads a neighbour's data is seen.
    result.push_back(at::cat({images[1], images[0]}, 0));
    result.push_back(at::cat({images[2], images[0], images[1]}, 0));
  }
  if (dynamic_height || dynamic_width) {
    const int64_t height = first.size(2) + (dynamic_height ? kSizeStep : 0);
    const int64_t width = first.size(3) + (dynamic_width ? 2 * kSizeStep : 0);
    at::Tensor resized = at::upsample_bilinear2d(first, {height, width}, false);
    if (dynamic_batch) resized = at::cat({resized, resized * 0.75}, 0);
    result.push_back(resized);
  }
  return result;
}

ColumnScale Outputs::columns(size_t output, const at::Tensor& input) const {
  return output < roles.size() ? columns_of(roles[output], static_cast<double>(std::max(input.size(2), input.size(3))))
                               : ColumnScale{};
}

Alignment Outputs::align(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& reference,
                         const at::Tensor& input, const Tolerance& tolerance, double score_tolerance,
                         const std::vector<std::vector<double>>& rounding) const {
  // Outputs that hold all candidates, unchosen, have an order that no runtime may change.
  if (!chosen) return {actual};
  std::vector<std::vector<double>> limits;
  for (size_t i = 0; i < reference.size(); ++i) {
    limits.push_back(column_limits(reference[i], tolerance, columns(i, input)));
    for (size_t c = 0; i < rounding.size() && c < rounding[i].size(); ++c)
      limits.back().at(c) = std::max(limits.back()[c], rounding[i][c]);
  }
  return align_detections(actual, reference, score_tolerance, limits);
}

Outputs outputs_of(const task::Task& task, std::string_view form, bool selects_detections) {
  const std::vector<task::Role>& roles = task.roles(selects_detections, form);
  const bool boxes = std::find(roles.begin(), roles.end(), task::Role::kBoxes) != roles.end();
  return {roles, boxes && selects_detections};
}

GraphCheck check_graph(const graph::Graph& graph, backend::Session& session, const at::Tensor& input,
                       const Outputs& outputs, const Tolerance& tolerance) {
  GraphCheck result;
  const at::Tensor dense = input.contiguous();
  result.input_shape = dense.sizes().vec();
  LabelScores scores(graph, outputs);
  const std::vector<HostTensor> reference = capture::to_host(
      capture::run(graph, {dense},
                   [&](const graph::Node& node, const std::vector<at::Tensor>& values) { scores.keep(node, values); }));
  const Alignment actual =
      outputs.align(session.run({capture::to_host(dense)}), reference, dense, tolerance, tolerance.atol);
  for (size_t i = 0; i < reference.size(); ++i) {
    result.outputs.push_back(graph.value(graph.outputs[i]).name);
    if (const at::Tensor* chosen_from = scores.of(i)) {
      result.differences.push_back(compare_labels(actual.outputs.at(i), reference[i], *chosen_from, tolerance));
      continue;
    }
    result.differences.push_back(compare(actual.outputs.at(i), reference[i], tolerance, outputs.columns(i, dense)));
    result.differences.back().note = exchange_note(actual.exchanged, tolerance.atol);
  }
  return result;
}

std::optional<LayerDifference> find_first_difference(
    const graph::Graph& graph, const std::vector<at::Tensor>& inputs,
    const std::function<LayerSession(const std::vector<graph::ValueId>& extra_outputs)>& open, bool half) {
  const double* tolerances = half ? kHalfLayerTolerances : kLayerTolerances;
  std::vector<graph::ValueId> extra_outputs;
  for (const graph::Node& node : graph.nodes)
    for (graph::ValueId id : node.outputs)
      if (std::find(graph.outputs.begin(), graph.outputs.end(), id) == graph.outputs.end()) extra_outputs.push_back(id);
  const auto [session, names] = open(extra_outputs);

  std::vector<at::Tensor> dense;
  for (const at::Tensor& input : inputs) dense.push_back(input.contiguous());
  const std::vector<HostTensor> outputs = session->run(capture::to_host(dense));
  std::map<std::string, HostTensor> by_name;
  for (size_t i = 0; i < outputs.size(); ++i) by_name[session->outputs()[i].name] = outputs[i];

  // What was chosen by a comparison or an order may differ by a tie and still be right: it comes last.
  const std::vector<bool> chosen = depends_on_a_choice(graph);
  std::optional<LayerDifference> found[std::size(kLayerTolerances)], chosen_otherwise;
  Scales scales;
  // What comes after the last weights magnifies: of a sigmoid of small scores, a millionth of a logit is a large part.
  const std::vector<bool> network = before_the_last_layer(graph);
  capture::run(graph, dense, [&](const graph::Node& node, const std::vector<at::Tensor>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      // Indices and masks may differ by a tie; the values that they choose tell whether that matters.
      if (!values[i].is_floating_point()) continue;
      const double scale = scales.of(node, values[i], node.outputs[i]);
      auto name = names.find(node.outputs[i]);
      if (name == names.end()) continue;
      auto actual = by_name.find(name->second);
      if (actual == by_name.end()) continue;
      const HostTensor expected = capture::to_host(values[i].contiguous());
      for (size_t level = 0; level < std::size(kLayerTolerances); ++level) {
        const bool choice = chosen[static_cast<size_t>(node.outputs[i])];
        std::optional<LayerDifference>& layer = choice ? chosen_otherwise : found[level];
        if (layer) continue;
        const Tolerance tolerance = only_moves(node) ? Tolerance{.rtol = 0, .atol = 1e-6 + tolerances[level] * scale}
                                                     : Tolerance{.rtol = tolerances[level], .atol = 1e-6};
        const Difference difference = compare(actual->second, expected, tolerance);
        if (!difference.passed())
          layer = LayerDifference{node.full_name(),
                                  node.scope,
                                  name->second,
                                  difference.max_abs,
                                  largest_value(values[i]),
                                  level == 0 && !choice && network[static_cast<size_t>(&node - graph.nodes.data())]};
      }
    }
  });
  for (const std::optional<LayerDifference>& layer : found)
    if (layer) return layer;
  return chosen_otherwise;
}

}  // namespace slipway::verify
