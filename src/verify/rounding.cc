// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/rounding.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "capture/interpreter.h"

namespace slipway::verify {
namespace {

std::vector<HostTensor> run(const graph::Graph& graph, const at::Tensor& input) {
  std::vector<HostTensor> outputs;
  for (const at::Tensor& output : capture::run(graph, {input}))
    outputs.push_back(capture::to_host(output.scalar_type() == at::kDouble ? output.to(at::kFloat) : output));
  return outputs;
}

/// A number for each column of each output.
using Columns = std::vector<std::vector<double>>;

bool within(const Columns& values, const Columns& limits) {
  for (size_t i = 0; i < values.size(); ++i)
    for (size_t c = 0; c < values[i].size(); ++c)
      if (!(values[i][c] <= limits[i][c])) return false;
  return true;
}

/// "" for the plain run, which comes first.
std::string name_of_run(size_t run) {
  if (run == 0) return "";
  return run == 1 ? "in f64" : "with every input value moved by one f32 step";
}

/// The `limit` best instances, which is what an exported model can give.
Result best(const Result& result, size_t limit) {
  Result cut = result;
  if (auto* poses = std::get_if<PoseResult>(&cut); poses != nullptr && poses->size() > limit) {
    poses->bboxes.resize(limit);
    poses->bbox_scores.resize(limit);
    poses->keypoints.resize(limit);
    poses->keypoint_scores.resize(limit);
  }
  return cut;
}

}  // namespace

at::Tensor move_by_one_step(const at::Tensor& input, uint64_t seed) {
  at::Tensor moved = input.contiguous().clone();
  float* values = moved.data_ptr<float>();
  uint64_t state = 0x9E3779B97F4A7C15U * (seed + 1);
  for (int64_t i = 0; i < moved.numel(); ++i) {
    // xorshift64
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const float towards = std::numeric_limits<float>::infinity();
    values[i] = std::nextafter(values[i], (state >> 40 & 1) != 0 ? towards : -towards);
  }
  return moved;
}

graph::Graph in_double(const graph::Graph& graph) {
  graph::Graph result = graph;
  for (graph::Value& value : result.values) {
    if (value.dtype != DType::kF32) continue;
    value.dtype = DType::kF64;
    if (value.is_constant) value.constant = capture::to_host(capture::from_host(value.constant).to(at::kDouble));
  }
  for (graph::Node& node : result.nodes)
    for (auto& [name, argument] : node.args)
      if (auto* dtype = std::get_if<DType>(&argument); dtype != nullptr && *dtype == DType::kF32) *dtype = DType::kF64;
  return result;
}

void allow_rounding(GraphCheck& check, const graph::Graph& graph, backend::Session& session, const at::Tensor& input,
                    bool detections, const Tolerance& tolerance) {
  const at::Tensor dense = input.contiguous();
  const double frame = detections ? static_cast<double>(std::max(dense.size(2), dense.size(3))) : 0.0;
  std::vector<std::vector<HostTensor>> runs{run(graph, dense), run(in_double(graph), dense.to(at::kDouble))};
  for (uint64_t seed = 0; seed < kMovedRuns; ++seed) runs.push_back(run(graph, move_by_one_step(dense, seed)));
  const std::vector<HostTensor>& reference = runs.front();

  Columns most(reference.size());
  for (size_t i = 0; i < reference.size(); ++i)
    for (const double limit : column_limits(reference[i], tolerance, frame)) most[i].push_back(kMostRounding * limit);
  Columns rounding(reference.size());
  for (size_t i = 0; i < reference.size(); ++i) rounding[i].assign(most[i].size(), 0);
  std::vector<bool> same_choices(runs.size(), false);
  for (size_t r = 1; r < runs.size(); ++r) {
    const std::vector<HostTensor> moved =
        detections ? align_detections(runs[r], reference, kMostRounding * tolerance.atol) : runs[r];
    Columns differences;
    for (size_t i = 0; i < reference.size(); ++i) differences.push_back(column_differences(moved[i], reference[i]));
    // A run that chose otherwise is off by whole boxes; that says nothing about how far the others move.
    if (!within(differences, most)) continue;
    same_choices[r] = true;
    for (size_t i = 0; i < rounding.size(); ++i)
      for (size_t c = 0; c < rounding[i].size(); ++c)
        rounding[i][c] = std::min(most[i][c], std::max(rounding[i][c], kRoundingFactor * differences[i][c]));
  }

  const std::vector<HostTensor> outputs = session.run({capture::to_host(dense)});
  for (size_t r = 0; r < runs.size(); ++r) {
    if (same_choices[r]) continue;  // the plain run stands for it
    const std::vector<HostTensor>& expected = runs[r];
    const double scores = std::max(tolerance.atol, detections ? rounding.front().back() : 0.0);
    const std::vector<HostTensor> actual = detections ? align_detections(outputs, expected, scores) : outputs;
    std::vector<Difference> differences;
    for (size_t i = 0; i < expected.size(); ++i) {
      Difference difference = compare(actual.at(i), expected[i], tolerance, frame);
      if (!difference.passed()) difference = compare(actual.at(i), expected[i], tolerance, frame, rounding[i]);
      difference.run = name_of_run(r);
      differences.push_back(difference);
    }
    if (!std::all_of(differences.begin(), differences.end(), [](const Difference& d) { return d.passed(); })) continue;
    check.differences = differences;
    return;
  }
}

ResultDifference allow_rounding(const ResultDifference& failed, const Result& actual, const Result& reference,
                                const std::vector<Result>& moved, size_t limit, const ResultTolerance& tolerance) {
  const ResultTolerance most{kMostRounding * tolerance.pixels, kMostRounding * tolerance.scores};
  ResultTolerance allowed = tolerance;
  std::vector<Result> expected{reference};
  std::vector<std::string> names{""};
  for (size_t i = 0; i < moved.size(); ++i) {
    const ResultDifference difference = compare(best(moved[i], limit), reference, limit, most);
    if (!difference.passed()) {  // it chose otherwise; else the plain run stands for it
      expected.push_back(moved[i]);
      names.push_back(name_of_run(i + 1));
      continue;
    }
    allowed.pixels = std::max(allowed.pixels, kRoundingFactor * std::max(difference.max_box, difference.max_keypoint));
    allowed.scores = std::max(allowed.scores, kRoundingFactor * difference.max_score);
  }
  allowed = {std::min(allowed.pixels, most.pixels), std::min(allowed.scores, most.scores)};
  for (size_t r = 0; r < expected.size(); ++r) {
    ResultDifference difference = compare(actual, expected[r], limit, allowed);
    if (!difference.passed()) continue;
    difference.run = names[r];
    difference.rounding = allowed;
    return difference;
  }
  return failed;
}

}  // namespace slipway::verify
