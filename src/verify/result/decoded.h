// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

#include "base/tensor.h"
#include "verify/compare.h"
#include "verify/result/result.h"

namespace slipway::verify {

/// What a network's outputs may be off by to be PyTorch's but for rounding.
struct OutputLimit {
  std::function<double(double largest)> allowed;  ///< @param largest the largest absolute value of an output
  const char* reason;                             ///< "rounding"
  bool scores = false;                            ///< scores may be off as the outputs may
};
/// In f32: the tolerance, and no more than kMostOfLargest of the largest value.
OutputLimit plain_limit(const Tolerance& tolerance);
/// In f16: kHalfFactor times what PyTorch's own run in f16 is off by, from one step to kMostHalfSteps.
/// @param half its outputs @param expected those in f32
OutputLimit half_limit(const std::vector<HostTensor>& half, const std::vector<HostTensor>& expected);

/// Keypoints that are read from a network's outputs by where these are largest (heatmaps, SimCC vectors) jump where two
/// places are as large but for rounding, and refining them between pixels divides by what may be nearly 0. Judges a
/// comparison that failed again: where the outputs themselves are PyTorch's but for rounding, and PyTorch's own
/// decoding of these outputs puts every keypoint where the backend has it, the difference is rounding's; a note counts
/// the keypoints. The same place is within the tolerance, or within kRoundingFactor times what PyTorch's own moves by
/// when the outputs move by kDecodingStep of their largest value.
/// @param actual of the backend @param decoded what PyTorch decodes of the backend's outputs, and of these as
/// move_outputs() moves them
/// @param outputs, expected the network's, of the backend and of PyTorch, f32[1,...]
/// @return `failed`, or a difference that passes
ResultDifference allow_decoding(const ResultDifference& failed, const Result& actual, const Result& reference,
                                const std::vector<Result>& decoded, const std::vector<HostTensor>& outputs,
                                const std::vector<HostTensor>& expected, const OutputLimit& limit,
                                const ResultTolerance& results);

/// Outputs are PyTorch's but for rounding where no value differs by more than the tolerance, nor by more than this part
/// of the largest value.
inline constexpr double kMostOfLargest = 1e-3;
/// What blurs and logarithms of two libraries differ by, as a part of the largest value: some steps of f32.
inline constexpr double kDecodingStep = 1.0 / (1 << 20);
/// Runs on moved outputs: many, as refining that divides by what is nearly 0 goes far in few of them only.
inline constexpr uint64_t kDecodingRuns = 32;
/// @param output f32. @return each value moved by at most kDecodingStep of the largest, by a pattern of `seed`
at::Tensor move_outputs(const at::Tensor& output, uint64_t seed);

}  // namespace slipway::verify
