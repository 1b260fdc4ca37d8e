// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/result/decoded.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "verify/rounding.h"

namespace slipway::verify {
namespace {

/// The largest difference as a part of the largest value; infinite where it is more than rounding.
double rounding_of(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& expected,
                   const Tolerance& tolerance) {
  if (outputs.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double part = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].shape() != expected[i].shape() || outputs[i].dtype() != DType::kF32 ||
        expected[i].dtype() != DType::kF32)
      return std::numeric_limits<double>::infinity();
    const float *ours = outputs[i].data<float>(), *theirs = expected[i].data<float>();
    double largest = 0, difference = 0;
    for (int64_t k = 0; k < expected[i].numel(); ++k) {
      largest = std::max(largest, std::abs(double{theirs[k]}));
      difference = worse(difference, std::abs(double{ours[k]} - double{theirs[k]}));
    }
    if (!(difference <= std::min(tolerance.atol + tolerance.rtol * largest, kMostOfLargest * largest)))
      return std::numeric_limits<double>::infinity();
    part = std::max(part, largest > 0 ? difference / largest : 0);
  }
  return part;
}

double distance(const std::array<float, 2>& a, const std::array<float, 2>& b) {
  return std::max(std::abs(double{a[0]} - double{b[0]}), std::abs(double{a[1]} - double{b[1]}));
}

const std::vector<std::array<float, 2>>* points_of(const Result& result) {
  const auto* instances = std::get_if<Instances>(&result);
  return instances == nullptr || instances->keypoints.size() != 1 ? nullptr : &instances->keypoints[0];
}

}  // namespace

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
                                const std::vector<HostTensor>& expected, const Tolerance& tolerance,
                                const ResultTolerance& results) {
  const auto *ours = points_of(actual), *theirs = points_of(reference);
  if (ours == nullptr || theirs == nullptr || ours->size() != theirs->size()) return failed;
  const double part = rounding_of(outputs, expected, tolerance);
  if (!std::isfinite(part)) return failed;
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
  ResultDifference judged = compare(actual, held, kNoLimit, results);
  if (!judged.passed()) return failed;
  judged.note = fmt::format(
      "{} of {} keypoints lie elsewhere, by up to {:.3g} px: the network's outputs are PyTorch's but for rounding "
      "({:.1g} "
      "of the largest value), and of these PyTorch decodes the same",
      jumped, held.keypoints[0].size(), farthest, part);
  return judged;
}

}  // namespace slipway::verify
