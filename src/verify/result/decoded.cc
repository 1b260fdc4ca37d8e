// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/result/decoded.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "verify/half.h"
#include "verify/rounding.h"

namespace slipway::verify {
namespace {

struct OutputDifference {
  double part = 0;     ///< of the largest value
  double allowed = 0;  ///< the most of an output
};

bool comparable(const HostTensor& a, const HostTensor& b) {
  return a.shape() == b.shape() && a.dtype() == DType::kF32 && b.dtype() == DType::kF32;
}

double largest_of(const HostTensor& tensor) {
  double largest = 0;
  for (int64_t k = 0; k < tensor.numel(); ++k) largest = std::max(largest, std::abs(double{tensor.data<float>()[k]}));
  return largest;
}

double largest_difference(const HostTensor& a, const HostTensor& b) {
  double difference = 0;
  for (int64_t k = 0; k < a.numel(); ++k)
    difference = worse(difference, std::abs(double{a.data<float>()[k]} - double{b.data<float>()[k]}));
  return difference;
}

/// No value where an output is off by more than the limit.
std::optional<OutputDifference> compare_outputs(const std::vector<HostTensor>& outputs,
                                                const std::vector<HostTensor>& expected, const OutputLimit& limit) {
  if (outputs.size() != expected.size()) return std::nullopt;
  OutputDifference result;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!comparable(outputs[i], expected[i])) return std::nullopt;
    const double largest = largest_of(expected[i]), difference = largest_difference(outputs[i], expected[i]);
    const double allowed = limit.allowed(largest);
    if (!(difference <= allowed)) return std::nullopt;
    result.part = std::max(result.part, largest > 0 ? difference / largest : 0);
    result.allowed = std::max(result.allowed, allowed);
  }
  return result;
}

double distance(const std::array<float, 2>& a, const std::array<float, 2>& b) {
  return std::max(std::abs(double{a[0]} - double{b[0]}), std::abs(double{a[1]} - double{b[1]}));
}

const std::vector<std::array<float, 2>>* points_of(const Result& result) {
  const auto* instances = std::get_if<Instances>(&result);
  return instances == nullptr || instances->keypoints.size() != 1 ? nullptr : &instances->keypoints[0];
}

}  // namespace

OutputLimit plain_limit(const Tolerance& tolerance) {
  return {[tolerance](double largest) {
            return std::min(tolerance.atol + tolerance.rtol * largest, kMostOfLargest * largest);
          },
          "rounding"};
}

OutputLimit half_limit(const std::vector<HostTensor>& half, const std::vector<HostTensor>& expected) {
  double part = 0;
  for (size_t i = 0; i < std::min(half.size(), expected.size()); ++i)
    if (const double largest = largest_of(expected[i]); comparable(half[i], expected[i]) && largest > 0)
      part = std::max(part, largest_difference(half[i], expected[i]) / largest);
  part = std::clamp(kHalfFactor * part, kHalfStep, kMostHalfSteps * kHalfStep);
  return {[part](double largest) { return part * largest; }, "what f16 moves", /*scores=*/true};
}

at::Tensor move_outputs(const at::Tensor& output, uint64_t seed) {
  const auto most = static_cast<float>(kDecodingStep) * at::amax(at::abs(output)).item<float>();
  at::Tensor moved = output.contiguous().clone();
  float* values = moved.data_ptr<float>();
  uint64_t state = 0x9E3779B97F4A7C15U * (seed + 1);
  for (int64_t i = 0; i < moved.numel(); ++i) {
    // xorshift64
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    values[i] += most * (static_cast<float>(state >> 40) / static_cast<float>(1 << 23) - 1);
  }
  return moved;
}

ResultDifference allow_decoding(const ResultDifference& failed, const Result& actual, const Result& reference,
                                const std::vector<Result>& decoded, const std::vector<HostTensor>& outputs,
                                const std::vector<HostTensor>& expected, const OutputLimit& limit,
                                const ResultTolerance& results) {
  const auto *ours = points_of(actual), *theirs = points_of(reference);
  if (ours == nullptr || theirs == nullptr || ours->size() != theirs->size()) return failed;
  const std::optional<OutputDifference> found = compare_outputs(outputs, expected, limit);
  if (!found) return failed;
  // What is left: boxes and scores, and the keypoints that did not jump.
  Instances held = std::get<Instances>(reference);
  size_t jumped = 0;
  double farthest = 0;
  for (size_t k = 0; k < ours->size(); ++k) {
    const double far = distance((*ours)[k], (*theirs)[k]);
    if (far <= results.pixels) continue;
    const std::array<float, 2> place = points_of(decoded.front())->at(k);
    double moves = 0;
    for (const Result& moved : decoded) moves = worse(moves, distance(points_of(moved)->at(k), place));
    if (!(distance((*ours)[k], place) <= std::max(results.pixels, kRoundingFactor * moves))) return failed;
    ++jumped;
    farthest = std::max(farthest, far);
    held.keypoints[0][k] = (*ours)[k];
  }
  const double scores = limit.scores ? std::max(results.scores, found->allowed) : results.scores;
  ResultDifference judged = compare(actual, held, kNoLimit, {results.pixels, scores});
  if (!judged.passed()) return failed;
  const std::string outputs_differ = fmt::format(
      "the network's outputs are PyTorch's but for {} ({:.1g} of the largest "
      "value)",
      limit.reason, found->part);
  if (jumped == 0)
    judged.note = outputs_differ;
  else
    judged.note =
        fmt::format("{} of {} keypoints lie elsewhere, by up to {:.3g} px: {}, and of these PyTorch decodes the same",
                    jumped, held.keypoints[0].size(), farthest, outputs_differ);
  return judged;
}

}  // namespace slipway::verify
