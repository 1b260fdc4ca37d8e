// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/rounding.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "capture/interpreter.h"
#include "verify/result/result.h"

namespace slipway::verify {
namespace {

std::vector<HostTensor> run(const graph::Graph& graph, const at::Tensor& input) {
  std::vector<HostTensor> outputs;
  for (const at::Tensor& output : capture::run(graph, {input}))
    outputs.push_back(capture::to_host(output.scalar_type() == at::kDouble ? output.to(at::kFloat) : output));
  return outputs;
}

bool within(const Columns& values, const Columns& limits) {
  for (size_t i = 0; i < values.size(); ++i)
    for (size_t c = 0; c < values[i].size(); ++c)
      if (!(values[i][c] <= limits[i][c])) return false;
  return true;
}

constexpr const char* kMoved = "with every input value moved by one f32 step";
constexpr const char* kExact = "in f64";

/// How outputs of one network are compared.
struct Judge {
  const Outputs& outputs;
  const at::Tensor& input;
  Tolerance tolerance;

  /// Raises `rounding` to what this run of PyTorch shows. @return false, and nothing raised, for a run that chose
  /// otherwise: it is off by whole boxes, which says nothing about how far the others move
  bool widen(Columns& rounding, const std::vector<HostTensor>& moved, const std::vector<HostTensor>& reference) const {
    const Tolerance largest{kMostRounding * tolerance.rtol, kMostRounding * tolerance.atol};
    const Alignment aligned = outputs.align(moved, reference, input, largest, largest.atol);
    if (aligned.exchanged > 0) return false;
    Columns differences, most;
    for (size_t i = 0; i < reference.size(); ++i) {
      const ColumnScale columns = outputs.columns(i, input);
      differences.push_back(column_differences(aligned.outputs[i], reference[i], columns));
      most.push_back(column_limits(reference[i], largest, columns));
    }
    rounding.resize(reference.size());
    for (size_t i = 0; i < reference.size(); ++i) rounding[i].resize(most[i].size(), 0);
    if (!within(differences, most)) return false;
    for (size_t i = 0; i < rounding.size(); ++i)
      for (size_t c = 0; c < rounding[i].size(); ++c)
        rounding[i][c] = std::min(most[i][c], std::max(rounding[i][c], kRoundingFactor * differences[i][c]));
    return true;
  }

  bool passes(GraphCheck& check, const std::vector<HostTensor>& given, const std::vector<HostTensor>& expected,
              const Columns& rounding, const std::string& run) const {
    const double scores = std::max(tolerance.atol, outputs.chosen ? rounding.front().back() : 0.0);
    const Alignment actual = outputs.align(given, expected, input, tolerance, scores, rounding);
    std::vector<Difference> differences;
    for (size_t i = 0; i < expected.size(); ++i) {
      Difference difference = compare(actual.outputs.at(i), expected[i], tolerance, outputs.columns(i, input));
      if (!difference.passed())
        difference = compare(actual.outputs.at(i), expected[i], tolerance, outputs.columns(i, input), rounding[i]);
      if (!difference.passed()) return false;
      difference.run = run;
      difference.note = exchange_note(actual.exchanged, scores);
      differences.push_back(difference);
    }
    check.differences = differences;
    return true;
  }
};

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

void allow_rounding(GraphCheck& check, Columns& rounding, const graph::Graph& graph, backend::Session& session,
                    const at::Tensor& input, const Outputs& outputs, const Tolerance& tolerance) {
  const at::Tensor dense = input.contiguous();
  const Judge judge{outputs, dense, tolerance};
  const std::vector<HostTensor> reference = run(graph, dense);
  const std::vector<HostTensor> given = session.run({capture::to_host(dense)});
  // What other inputs showed may be enough.
  if (!rounding.empty() && judge.passes(check, given, reference, rounding, "")) return;

  std::vector<std::pair<std::string, std::vector<HostTensor>>> otherwise;
  const auto measure = [&](const std::string& name, std::vector<HostTensor> outputs_of_run) {
    if (!judge.widen(rounding, outputs_of_run, reference)) otherwise.emplace_back(name, std::move(outputs_of_run));
  };
  for (uint64_t seed = 0; seed < kMovedRuns; ++seed) measure(kMoved, run(graph, move_by_one_step(dense, seed)));
  const auto passes = [&] {
    return judge.passes(check, given, reference, rounding, "") ||
           std::any_of(otherwise.begin(), otherwise.end(), [&](const auto& other) {
             return judge.passes(check, given, other.second, rounding, other.first);
           });
  };
  if (passes() || dense.size(0) > 1) return;
  measure(kExact, run(in_double(graph), dense.to(at::kDouble)));
  passes();
}

ResultDifference allow_rounding(const ResultDifference& failed, const Result& actual, const Result& reference,
                                const std::vector<Result>& moved, const std::function<Result()>& exact, size_t limit,
                                const ResultTolerance& tolerance) {
  const ResultTolerance most{kMostRounding * tolerance.pixels, kMostRounding * tolerance.scores};
  ResultTolerance allowed = tolerance;
  std::vector<std::pair<std::string, Result>> expected{{"", reference}};
  const auto measure = [&](const std::string& name, const Result& result) {
    const ResultDifference difference = compare(result, reference, kNoLimit, most);
    if (!difference.passed()) {  // it chose otherwise; else the plain run stands for it
      expected.emplace_back(name, result);
      return;
    }
    allowed.pixels = std::max(allowed.pixels, kRoundingFactor * std::max(difference.max_box, difference.max_keypoint));
    allowed.scores = std::max(allowed.scores, kRoundingFactor * difference.max_score);
    allowed = {std::min(allowed.pixels, most.pixels), std::min(allowed.scores, most.scores)};
  };
  ResultDifference judged = failed;
  const auto passes = [&] {
    return std::any_of(expected.begin(), expected.end(), [&](const auto& run) {
      ResultDifference difference = compare(actual, run.second, limit, allowed);
      if (!difference.passed()) return false;
      judged = difference;
      judged.run = run.first;
      judged.rounding = allowed;
      return true;
    });
  };
  for (const Result& result : moved) measure(kMoved, result);
  if (passes() || exact == nullptr) return judged;
  measure(kExact, exact());
  passes();
  return judged;
}

}  // namespace slipway::verify
