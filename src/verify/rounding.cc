// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/rounding.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "capture/interpreter.h"
#include "verify/layers.h"
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

/// Up or down, the same for the same seed: a verdict must not depend on chance.
class Coin {
 public:
  explicit Coin(uint64_t seed) : state_(0x9E3779B97F4A7C15U * (seed + 1)) {}
  bool toss() {
    // xorshift64
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return (state_ >> 40 & 1) != 0;
  }

 private:
  uint64_t state_;
};

bool same_shapes(const std::vector<HostTensor>& a, const std::vector<HostTensor>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].shape() != b[i].shape() || a[i].dtype() != b[i].dtype()) return false;
  return true;
}

/// One image of a batch of outputs; a view of it.
HostTensor image_of(const HostTensor& batch, int64_t image) {
  std::vector<int64_t> shape = batch.shape();
  const size_t bytes = batch.nbytes() / static_cast<size_t>(shape.at(0));
  shape[0] = 1;
  const auto owner = std::make_shared<HostTensor>(batch);
  return {batch.dtype(), std::move(shape), owner,
          static_cast<const char*>(owner->raw()) + static_cast<size_t>(image) * bytes};
}

/// Runs of PyTorch that chose otherwise than the plain one, by what they are.
using Runs = std::vector<std::pair<std::string, std::vector<HostTensor>>>;

constexpr const char* kMoved = "with every input value moved by one f32 step";
constexpr const char* kMovedLayers = "with what every layer gives moved by one f32 step of its largest value";
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
    Columns differences, most;
    rounding.resize(reference.size());
    for (size_t i = 0; i < reference.size(); ++i) {
      most.push_back(column_limits(reference[i], largest, outputs.columns(i, input)));
      rounding[i].resize(most[i].size(), 0);
    }
    if (!same_shapes(moved, reference)) return false;
    const Alignment aligned = outputs.align(moved, reference, input, largest, largest.atol);
    if (aligned.exchanged > 0) return false;
    for (size_t i = 0; i < reference.size(); ++i)
      differences.push_back(column_differences(aligned.outputs[i], reference[i], outputs.columns(i, input)));
    if (!within(differences, most)) return false;
    for (size_t i = 0; i < rounding.size(); ++i)
      for (size_t c = 0; c < rounding[i].size(); ++c)
        rounding[i][c] = std::min(most[i][c], std::max(rounding[i][c], kRoundingFactor * differences[i][c]));
    return true;
  }

  /// How far the backend is from a run in one image of the batch, in units of what is allowed.
  double distance(const std::vector<HostTensor>& given, const std::vector<HostTensor>& expected,
                  const Columns& rounding, int64_t image) const {
    std::vector<HostTensor> ours, theirs;
    for (size_t i = 0; i < expected.size(); ++i) {
      ours.push_back(image_of(given[i], image));
      theirs.push_back(image_of(expected[i], image));
    }
    const double scores = std::max(tolerance.atol, outputs.chosen ? rounding.front().back() : 0.0);
    const Alignment actual = outputs.align(ours, theirs, input, tolerance, scores, rounding);
    double worst = 0;
    for (size_t i = 0; i < theirs.size(); ++i)
      worst = std::max(
          worst, compare(actual.outputs.at(i), theirs[i], tolerance, outputs.columns(i, input), rounding[i]).worst);
    return worst;
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

/// What each image of a batch holds is chosen by itself, so that one may equal one run of PyTorch and its neighbour
/// another. @return for each image what the run gave that the backend is nearest to, and which runs these are; an empty
/// run where the outputs have no images
std::pair<std::string, std::vector<HostTensor>> nearest_by_image(const Judge& judge,
                                                                 const std::vector<HostTensor>& given,
                                                                 const std::vector<HostTensor>& reference,
                                                                 const Runs& otherwise, const Columns& rounding) {
  const int64_t images = judge.input.size(0);
  if (!same_shapes(given, reference)) return {};
  std::vector<HostTensor> result;
  for (const HostTensor& output : reference) {
    if (output.shape().empty() || output.dim(0) != images) return {};
    result.emplace_back(output.dtype(), output.shape());
  }
  std::set<std::string> names;
  for (int64_t image = 0; image < images; ++image) {
    const std::vector<HostTensor>* nearest = &reference;
    double least = judge.distance(given, reference, rounding, image);
    std::string name;
    for (const auto& [run, values] : otherwise) {
      if (least <= 1 || !same_shapes(values, reference)) continue;
      const double distance = judge.distance(given, values, rounding, image);
      if (!(distance < least)) continue;
      least = distance;
      nearest = &values;
      name = run;
    }
    if (!name.empty()) names.insert(name);
    for (size_t i = 0; i < result.size(); ++i) {
      const HostTensor from = image_of((*nearest)[i], image);
      std::memcpy(static_cast<char*>(result[i].mutable_raw()) + static_cast<size_t>(image) * from.nbytes(), from.raw(),
                  from.nbytes());
    }
  }
  return {fmt::format("{}", fmt::join(names, ", or ")), std::move(result)};
}

}  // namespace

at::Tensor move_by_one_step(const at::Tensor& input, uint64_t seed) {
  at::Tensor moved = input.contiguous().clone();
  float* values = moved.data_ptr<float>();
  Coin coin(seed);
  for (int64_t i = 0; i < moved.numel(); ++i) {
    const float towards = std::numeric_limits<float>::infinity();
    values[i] = std::nextafter(values[i], coin.toss() ? towards : -towards);
  }
  return moved;
}

std::vector<at::Tensor> run_with_moved_layers(const graph::Graph& graph, const at::Tensor& input, uint64_t seed) {
  Coin coin(seed);
  return capture::run(graph, {input}, [&](const graph::Node& node, const std::vector<at::Tensor>& outputs) {
    if (!has_weights(graph, node) || outputs.front().scalar_type() != at::kFloat) return;
    // What a layer gives is its own memory, and the next node reads it from there.
    const at::Tensor& output = outputs.front();
    const float step = output.abs().max().item<float>() * std::numeric_limits<float>::epsilon();
    at::Tensor steps = at::empty(output.sizes(), at::TensorOptions(at::kFloat));
    float* values = steps.data_ptr<float>();
    for (int64_t i = 0; i < steps.numel(); ++i) values[i] = coin.toss() ? step : -step;
    output.add_(steps);
  });
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

  Runs otherwise;
  const auto measure = [&](const std::string& name, std::vector<HostTensor> outputs_of_run) {
    if (!judge.widen(rounding, outputs_of_run, reference)) otherwise.emplace_back(name, std::move(outputs_of_run));
  };
  for (uint64_t seed = 0; seed < kMovedRuns; ++seed) measure(kMoved, run(graph, move_by_one_step(dense, seed)));
  for (uint64_t seed = 0; seed < kMovedRuns; ++seed)
    measure(kMovedLayers, capture::to_host(run_with_moved_layers(graph, dense, seed)));
  const auto passes = [&] {
    return judge.passes(check, given, reference, rounding, "") ||
           std::any_of(otherwise.begin(), otherwise.end(), [&](const auto& other) {
             return judge.passes(check, given, other.second, rounding, other.first);
           });
  };
  if (passes()) return;
  measure(kExact, run(in_double(graph), dense.to(at::kDouble)));
  if (passes() || dense.size(0) == 1 || otherwise.empty()) return;
  const auto [names, expected] = nearest_by_image(judge, given, reference, otherwise, rounding);
  if (!expected.empty()) judge.passes(check, given, expected, rounding, names);
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
  for (size_t i = 0; i < moved.size(); ++i) measure(i < kMovedRuns ? kMoved : kMovedLayers, moved[i]);
  if (passes() || exact == nullptr) return judged;
  measure(kExact, exact());
  passes();
  return judged;
}

}  // namespace slipway::verify
