// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/half.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "capture/interpreter.h"
#include "verify/compare_labels.h"
#include "verify/layers.h"
#include "verify/result/matches.h"

namespace slipway::verify {
namespace {

constexpr double kLargestHalf = 65504;

at::Tensor rounded(const at::Tensor& tensor) { return tensor.to(at::kHalf).to(at::kFloat); }

/// Rows of one image that hold an instance, px of the input.
Instances instances_of(const std::vector<HostTensor>& outputs, const std::vector<task::Role>& roles, int64_t image) {
  Instances instances;
  const int64_t count = outputs.at(0).dim(1);
  for (int64_t row = 0; row < count; ++row) {
    const int64_t at = image * count + row;
    const float* det = outputs[0].data<float>() + at * 5;
    if (det[4] <= 0) continue;  // NaN is a row, and a fault
    instances.boxes.push_back({det[0], det[1], det[2], det[3]});
    instances.scores.push_back(det[4]);
    for (size_t i = 1; i < outputs.size(); ++i) {
      if (roles[i] == task::Role::kLabels) instances.labels.push_back(outputs[i].data<int64_t>()[at]);
      if (roles[i] != task::Role::kKeypoints) continue;
      auto& points = instances.keypoints.emplace_back();
      auto& scores = instances.keypoint_scores.emplace_back();
      for (int64_t k = 0; k < outputs[i].dim(2); ++k) {
        const float* point = outputs[i].data<float>() + (at * outputs[i].dim(2) + k) * 3;
        points.push_back({point[0], point[1]});
        scores.push_back(point[2]);
      }
    }
  }
  return instances;
}

/// The largest difference that an output shows.
double difference_of(task::Role role, const MatchDifference& difference) {
  if (role == task::Role::kBoxes) return std::max(difference.box, difference.score);
  if (role == task::Role::kKeypoints) return std::max(difference.keypoint, difference.score);
  return 0;  // labels of matched instances are equal
}

/// Numbers of one instance in all outputs.
double numbers_of(const std::vector<HostTensor>& outputs) {
  double count = 0;
  for (const HostTensor& output : outputs)
    count +=
        static_cast<double>(output.numel()) / static_cast<double>(std::max<int64_t>(output.dim(0) * output.dim(1), 1));
  return count;
}

/// Folds the verdicts of a batch into one per output.
std::vector<Difference> judge_batch(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& reference,
                                    const std::vector<HostTensor>& half, const std::vector<task::Role>& roles,
                                    double frame, const Tolerance& tolerance) {
  const ResultTolerance plain{tolerance.atol + tolerance.rtol * frame, tolerance.atol + tolerance.rtol};
  std::vector<Difference> result(reference.size());
  double values = 0, sum = 0;
  for (int64_t image = 0; image < reference[0].dim(0); ++image) {
    const MatchVerdict verdict =
        judge(instances_of(actual, roles, image), instances_of(reference, roles, image),
              instances_of(half, roles, image), frame, static_cast<size_t>(reference[0].dim(1)), plain);
    sum += verdict.difference.sum;
    values += static_cast<double>(verdict.difference.matched) * numbers_of(reference);
    for (size_t i = 0; i < result.size(); ++i) {
      Difference& output = result[i];
      output.max_abs = std::max(output.max_abs, difference_of(roles[i], verdict.difference));
      output.rounding = std::max(output.rounding, verdict.limits.pixels);
      if (output.note.empty()) output.note = verdict.note;
      if (verdict.problem.empty()) continue;
      output.comparable = false;
      output.problem = verdict.problem;
      output.reference_too = output.reference_too || verdict.reference_too;
    }
  }
  for (Difference& output : result) output.mean_abs = values > 0 ? sum / values : 0;
  return result;
}

/// What f16 may move in each column of an output.
struct Moved {
  std::vector<double> allowed;
  double too_much = 0;  ///< the most by which PyTorch's own run in f16 is off where that is more than may be allowed
};

Moved columns_moved(const HostTensor& half, const HostTensor& reference, const Tolerance& tolerance,
                    const ColumnScale& columns) {
  const std::vector<double> moved = column_differences(half, reference, columns);
  Moved result{column_limits(reference, {.rtol = kMostHalfSteps * kHalfStep, .atol = tolerance.atol}, columns)};
  for (size_t c = 0; c < moved.size(); ++c) {
    double& allowed = result.allowed[c];
    if (moved[c] > allowed) result.too_much = std::max(result.too_much, moved[c]);
    allowed = std::min(kHalfFactor * moved[c], allowed);
  }
  return result;
}

/// Classes may be others where scores are as near as f16 may move them.
Difference compare_half_labels(const HostTensor& actual, const HostTensor& reference, const at::Tensor& scores,
                               const at::Tensor& moved, const Tolerance& tolerance) {
  const double most = kMostHalfSteps * kHalfStep * scores.abs().max().item<double>();
  const double allowed = std::min(kHalfFactor * (moved - scores).abs().max().item<double>(), most);
  Difference result =
      compare_labels(actual, reference, scores, {.rtol = tolerance.rtol, .atol = tolerance.atol + allowed});
  result.note += fmt::format("{}f16 may move scores by {:.2g}", result.note.empty() ? "" : "; ", allowed);
  return result;
}

}  // namespace

HalfGraph::HalfGraph(const graph::Graph& graph, bool activations)
    : graph_(graph), rounds_(before_the_last_layer(graph)) {
  // Constants of post-processing (coordinates) are f32 wherever that is.
  std::vector<bool> network(graph.values.size(), false);
  for (size_t i = 0; i < graph.nodes.size(); ++i)
    if (rounds_[i] && graph.nodes[i].op != "aten::batch_norm")  // backends keep its variances in f32
      for (graph::ValueId id : graph.nodes[i].inputs()) network[static_cast<size_t>(id)] = true;
  for (size_t i = 0; i < graph_.values.size(); ++i) {
    graph::Value& value = graph_.values[i];
    if (value.is_constant && value.dtype == DType::kF32 && network[i])
      value.constant = capture::to_host(rounded(capture::from_host(value.constant).clamp(-kLargestHalf, kLargestHalf)));
  }
  if (!activations) rounds_.assign(rounds_.size(), false);
}

std::vector<at::Tensor> HalfGraph::run(
    const std::vector<at::Tensor>& inputs,
    const std::function<void(const graph::Node&, const std::vector<at::Tensor>&)>& visit) const {
  // In place, so that the next layer reads it. A view of what was rounded already is rounded as it is.
  const auto round = [&](const graph::Node& node, const std::vector<at::Tensor>& values) {
    if (rounds_[static_cast<size_t>(&node - graph_.nodes.data())])
      for (const at::Tensor& value : values)
        if (value.scalar_type() == at::kFloat && value.is_non_overlapping_and_dense()) value.copy_(rounded(value));
    if (visit) visit(node, values);
  };
  const bool activations = std::find(rounds_.begin(), rounds_.end(), true) != rounds_.end();
  std::vector<at::Tensor> given;
  for (const at::Tensor& input : inputs)
    given.push_back(activations && input.scalar_type() == at::kFloat ? rounded(input.contiguous())
                                                                     : input.contiguous());
  return capture::run(graph_, given, round);
}

GraphCheck check_half_graph(const graph::Graph& graph, const HalfGraph& half, backend::Session& session,
                            const at::Tensor& input, const Outputs& outputs, const Tolerance& tolerance) {
  GraphCheck result;
  const at::Tensor dense = input.contiguous();
  result.input_shape = dense.sizes().vec();
  for (graph::ValueId id : graph.outputs) result.outputs.push_back(graph.value(id).name);
  LabelScores scores(graph, outputs), moved_scores(graph, outputs);
  const std::vector<HostTensor> reference = capture::to_host(
      capture::run(graph, {dense},
                   [&](const graph::Node& node, const std::vector<at::Tensor>& values) { scores.keep(node, values); }));
  const std::vector<HostTensor> moved = capture::to_host(half.run(
      dense, [&](const graph::Node& node, const std::vector<at::Tensor>& values) { moved_scores.keep(node, values); }));
  const std::vector<HostTensor> actual = session.run({capture::to_host(dense)});
  bool same_shapes = actual.size() == reference.size();
  for (size_t i = 0; same_shapes && i < actual.size(); ++i) same_shapes = actual[i].shape() == reference[i].shape();
  if (outputs.chosen && same_shapes) {
    const double frame = static_cast<double>(std::max(dense.size(2), dense.size(3)));
    result.differences = judge_batch(actual, reference, moved, outputs.roles, frame, tolerance);
    return result;
  }
  for (size_t i = 0; i < reference.size(); ++i) {
    if (scores.of(i) != nullptr && moved_scores.of(i) != nullptr) {
      result.differences.push_back(
          compare_half_labels(actual.at(i), reference[i], *scores.of(i), *moved_scores.of(i), tolerance));
      continue;
    }
    // In f16 a column's own values are its scale, as f16's steps follow them.
    const ColumnScale columns{0, outputs.columns(i, dense).positions};
    const auto [allowed, too_much] = columns_moved(moved[i], reference[i], tolerance, columns);
    result.differences.push_back(compare(actual.at(i), reference[i], tolerance, columns, allowed));
    Difference& difference = result.differences.back();
    difference.note = fmt::format("f16 may move it by {:.2g}", *std::max_element(allowed.begin(), allowed.end()));
    if (!difference.passed() && too_much > 0)
      difference.note += fmt::format("; PyTorch in f16 is off by {:.2g}: this network needs FP32", too_much);
  }
  return result;
}

}  // namespace slipway::verify
