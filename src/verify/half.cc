// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/half.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "capture/interpreter.h"
#include "verify/people.h"

namespace slipway::verify {
namespace {

const std::set<std::string, std::less<>> kLayers{"aten::_convolution",     "aten::addmm",       "aten::batch_norm",
                                                 "aten::conv1d",           "aten::conv2d",      "aten::conv3d",
                                                 "aten::conv_transpose2d", "aten::convolution", "aten::group_norm",
                                                 "aten::instance_norm",    "aten::layer_norm",  "aten::linear",
                                                 "aten::matmul",           "aten::mm",          "aten::prelu"};

/// For each node whether a layer with weights is yet to come, or it is one.
std::vector<bool> before_the_last_layer(const graph::Graph& graph) {
  std::vector<bool> reaches(graph.values.size(), false), result(graph.nodes.size(), false);
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const graph::Node& node = graph.nodes[i];
    const std::vector<graph::ValueId> inputs = node.inputs();
    const bool layer = kLayers.count(node.op) > 0 && std::any_of(inputs.begin(), inputs.end(), [&](graph::ValueId id) {
                         return graph.value(id).is_constant;
                       });
    result[i] = layer || std::any_of(node.outputs.begin(), node.outputs.end(),
                                     [&](graph::ValueId id) { return reaches[static_cast<size_t>(id)]; });
    if (!result[i]) continue;
    for (graph::ValueId id : inputs) reaches[static_cast<size_t>(id)] = true;
  }
  return result;
}

constexpr double kLargestHalf = 65504;

at::Tensor rounded(const at::Tensor& tensor) { return tensor.to(at::kHalf).to(at::kFloat); }

std::vector<HostTensor> to_host(const std::vector<at::Tensor>& tensors) {
  std::vector<HostTensor> result;
  for (const at::Tensor& tensor : tensors) result.push_back(capture::to_host(tensor.contiguous()));
  return result;
}

/// Rows of dets f32[B,N,5] and keypoints f32[B,N,K,3] of one image that hold an instance, px of the input.
PoseResult people_of(const std::vector<HostTensor>& outputs, int64_t image) {
  PoseResult people;
  const int64_t count = outputs.at(0).dim(1), keypoints = outputs.at(1).dim(2);
  for (int64_t row = 0; row < count; ++row) {
    const float* det = outputs[0].data<float>() + (image * count + row) * 5;
    if (det[4] <= 0) continue;  // NaN is a row, and a fault
    people.bboxes.push_back({det[0], det[1], det[2], det[3]});
    people.bbox_scores.push_back(det[4]);
    auto& points = people.keypoints.emplace_back();
    auto& scores = people.keypoint_scores.emplace_back();
    for (int64_t k = 0; k < keypoints; ++k) {
      const float* point = outputs[1].data<float>() + ((image * count + row) * keypoints + k) * 3;
      points.push_back({point[0], point[1]});
      scores.push_back(point[2]);
    }
  }
  return people;
}

bool are_detections(const std::vector<HostTensor>& outputs) {
  return outputs.size() == 2 && outputs[0].shape().size() == 3 && outputs[0].dim(2) == 5 &&
         outputs[1].shape().size() == 4 && outputs[1].dim(3) == 3 && outputs[0].dim(0) == outputs[1].dim(0) &&
         outputs[0].dim(1) == outputs[1].dim(1);
}

struct PeopleVerdict {
  PeopleDifference difference;  ///< as far as it can be f16's
  ResultTolerance limits;
  std::string problem, note;
  bool own = false;  ///< PyTorch's own run in f16 is as far off
};

PeopleVerdict judge(const PoseResult& actual, const PoseResult& reference, const PoseResult& half, double frame,
                    size_t limit, const ResultTolerance& plain) {
  const ResultTolerance most{std::max(plain.pixels, kMostHalfSteps * kHalfStep * frame),
                             std::max(plain.scores, kMostHalfSteps * kHalfStep)};
  const PeopleDifference moved = compare_people(half, reference, limit, most);
  PeopleVerdict verdict;
  verdict.own = !moved.problem.empty() || moved.otherwise > (moved.matched + moved.otherwise) / 4;
  verdict.limits = {std::clamp(kHalfFactor * std::max(moved.box, moved.keypoint), plain.pixels, most.pixels),
                    std::clamp(kHalfFactor * moved.score, plain.scores, most.scores)};
  verdict.difference = compare_people(actual, reference, limit, most);
  const PeopleDifference strict = compare_people(actual, reference, limit, verdict.limits);
  const size_t pairs = strict.matched + strict.otherwise;
  // Of a few instances none may be another one; f16 alone may choose otherwise once more often than PyTorch's run did.
  const size_t allowed = std::min(static_cast<size_t>(kHalfFactor) * moved.otherwise + 1, pairs / 4);
  if (!strict.problem.empty())
    verdict.problem = strict.problem;
  else if (strict.otherwise > allowed)
    verdict.problem =
        fmt::format("{} of {} instances differ by more than f16 explains ({:.2g} px, {:.2g} in scores), and {} may",
                    strict.otherwise, pairs, verdict.limits.pixels, verdict.limits.scores, allowed);
  verdict.note =
      fmt::format("f16 may move points by {:.2g} px, scores by {:.2g}", verdict.limits.pixels, verdict.limits.scores);
  if (strict.otherwise > 0) verdict.note += fmt::format("; {} chosen otherwise", strict.otherwise);
  if (strict.faint > 0) verdict.note += fmt::format("; {} below {} without a counterpart", strict.faint, kStatedScore);
  return verdict;
}

/// Folds the verdicts of a batch into one per output: dets, keypoints.
std::vector<Difference> judge_batch(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& reference,
                                    const std::vector<HostTensor>& half, double frame, const Tolerance& tolerance) {
  const ResultTolerance plain{tolerance.atol + tolerance.rtol * frame, tolerance.atol + tolerance.rtol};
  std::vector<Difference> result(2);
  double values = 0, sum = 0;
  for (int64_t image = 0; image < reference[0].dim(0); ++image) {
    const PoseResult expected = people_of(reference, image);
    const PeopleVerdict verdict = judge(people_of(actual, image), expected, people_of(half, image), frame,
                                        static_cast<size_t>(reference[0].dim(1)), plain);
    const PeopleDifference& difference = verdict.difference;
    result[0].max_abs = std::max({result[0].max_abs, difference.box, difference.score});
    result[1].max_abs = std::max({result[1].max_abs, difference.keypoint, difference.score});
    sum += difference.sum;
    values += static_cast<double>(difference.matched) * static_cast<double>(5 + 3 * reference[1].dim(2));
    for (Difference& output : result) {
      output.rounding = std::max(output.rounding, verdict.limits.pixels);
      if (!verdict.problem.empty()) {
        output.comparable = false;
        output.problem = verdict.problem;
        output.own = output.own || verdict.own;
      }
    }
    for (Difference& output : result)
      if (output.note.empty()) output.note = verdict.note;
  }
  for (Difference& output : result) output.mean_abs = values > 0 ? sum / values : 0;
  return result;
}

/// What f16 may move in each column of an output.
std::vector<double> columns_moved(const HostTensor& half, const HostTensor& reference, const Tolerance& tolerance) {
  std::vector<double> moved = column_differences(half, reference);
  const std::vector<double> most =
      column_limits(reference, {.rtol = kMostHalfSteps * kHalfStep, .atol = tolerance.atol}, 0);
  for (size_t c = 0; c < moved.size(); ++c) moved[c] = std::min(kHalfFactor * moved[c], most[c]);
  return moved;
}

void compare_scores(const std::vector<float>& actual, const std::vector<float>& reference,
                    const std::vector<float>& half, const ResultTolerance& tolerance, ResultDifference& result) {
  double moved = 0;
  for (size_t i = 0; i < std::min(half.size(), reference.size()); ++i)
    moved = std::max(moved, std::abs(double{half[i]} - double{reference[i]}));
  ResultTolerance allowed = tolerance;
  allowed.scores =
      std::clamp(kHalfFactor * moved, tolerance.scores, std::max(tolerance.scores, kMostHalfSteps * kHalfStep));
  result.note = fmt::format("f16 may move scores by {:.2g}", allowed.scores);
  if (actual.size() != reference.size()) {
    result.problem = fmt::format("{} classes instead of {}", actual.size(), reference.size());
    return;
  }
  for (size_t i = 0; i < actual.size(); ++i) {
    const double difference = std::abs(double{actual[i]} - double{reference[i]});
    if (!(difference <= allowed.scores))
      result.problem = fmt::format("the score of class {} differs by {:.3g}", i, difference);
    result.max_score = std::isnan(difference) ? difference : std::max(result.max_score, difference);
  }
}

/// The best class may be another one only where both score nearly the same.
ResultDifference compare_classes(const ClassResult& actual, const ClassResult& reference, const ClassResult& half,
                                 const ResultTolerance& tolerance) {
  ResultDifference result;
  result.actual_count = result.reference_count = 1;
  compare_scores(actual.scores, reference.scores, half.scores, tolerance, result);
  if (!result.problem.empty() || actual.label == reference.label) return result;
  const double lead = reference.scores.at(static_cast<size_t>(reference.label)) -
                      reference.scores.at(static_cast<size_t>(actual.label));
  if (lead > 2 * result.max_score)
    result.problem = fmt::format("class {} instead of {}", actual.label, reference.label);
  else
    result.note +=
        fmt::format("; class {} instead of {}, which scores {:.2g} more", actual.label, reference.label, lead);
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

std::vector<at::Tensor> HalfGraph::run(const at::Tensor& input) const {
  // In place, so that the next layer reads it. A view of what was rounded already is rounded as it is.
  const auto round = [&](const graph::Node& node, const std::vector<at::Tensor>& values) {
    if (!rounds_[static_cast<size_t>(&node - graph_.nodes.data())]) return;
    for (const at::Tensor& value : values)
      if (value.scalar_type() == at::kFloat && value.is_non_overlapping_and_dense()) value.copy_(rounded(value));
  };
  const bool activations = std::find(rounds_.begin(), rounds_.end(), true) != rounds_.end();
  return capture::run(graph_, {activations ? rounded(input.contiguous()) : input.contiguous()}, round);
}

GraphCheck check_half_graph(const graph::Graph& graph, const HalfGraph& half, backend::Session& session,
                            const at::Tensor& input, bool detections, const Tolerance& tolerance) {
  GraphCheck result;
  const at::Tensor dense = input.contiguous();
  result.input_shape = dense.sizes().vec();
  for (graph::ValueId id : graph.outputs) result.outputs.push_back(graph.value(id).name);
  const std::vector<HostTensor> reference = to_host(capture::run(graph, {dense}));
  const std::vector<HostTensor> moved = to_host(half.run(dense));
  const std::vector<HostTensor> actual = session.run({capture::to_host(dense)});
  bool same_shapes = actual.size() == reference.size();
  for (size_t i = 0; same_shapes && i < actual.size(); ++i) same_shapes = actual[i].shape() == reference[i].shape();
  if (detections && same_shapes && are_detections(reference)) {
    const double frame = static_cast<double>(std::max(dense.size(2), dense.size(3)));
    result.differences = judge_batch(actual, reference, moved, frame, tolerance);
    return result;
  }
  for (size_t i = 0; i < reference.size(); ++i) {
    const std::vector<double> allowed = columns_moved(moved[i], reference[i], tolerance);
    result.differences.push_back(compare(actual.at(i), reference[i], tolerance, 0, allowed));
    result.differences.back().note =
        fmt::format("f16 may move it by {:.2g}", *std::max_element(allowed.begin(), allowed.end()));
  }
  return result;
}

ResultDifference compare_half(const Result& actual, const Result& reference, const Result& half, double frame,
                              size_t limit, const ResultTolerance& tolerance) {
  if (const auto* people = std::get_if<PoseResult>(&actual)) {
    const auto& expected = std::get<PoseResult>(reference);
    const PeopleVerdict verdict = judge(*people, expected, std::get<PoseResult>(half), frame, limit, tolerance);
    ResultDifference result;
    result.actual_count = people->size();
    result.reference_count = std::min(expected.size(), limit);
    result.max_box = verdict.difference.box;
    result.max_keypoint = verdict.difference.keypoint;
    result.max_score = verdict.difference.score;
    result.problem = verdict.problem;
    result.own = verdict.own;
    result.note = verdict.note;
    return result;
  }
  if (const auto* classes = std::get_if<ClassResult>(&actual))
    return compare_classes(*classes, std::get<ClassResult>(reference), std::get<ClassResult>(half), tolerance);
  // Labels that do not exclude each other: compare() allows for scores on the threshold.
  const auto& labels = std::get<MultiLabelResult>(actual);
  ResultDifference scores;
  compare_scores(labels.scores, std::get<MultiLabelResult>(reference).scores, std::get<MultiLabelResult>(half).scores,
                 tolerance, scores);
  if (!scores.problem.empty()) return scores;
  ResultDifference result =
      compare(actual, reference, limit, {tolerance.pixels, std::max(tolerance.scores, scores.max_score)});
  result.note = scores.note;
  return result;
}

}  // namespace slipway::verify
