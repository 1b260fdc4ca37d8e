// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace slipway::evaluate {

/// One person for non-maximum suppression by the similarity of keypoints.
struct NmsPose {
  std::span<const float> keypoints;  ///< [K,2] x,y in image_px
  float area = 0;                    ///< px^2
  double score = 0;
};

/// mmpose's oks_nms: positions of the people to keep, best first. Of equal scores the later comes first, as a reversed
/// stable sort has it. numpy's is one for up to 16 people on processors without AVX-512; otherwise its order of equal
/// scores is its own.
/// @param variances [K], (2*sigma)^2
/// @param threshold people with a larger OKS to a better one go
std::vector<size_t> oks_nms(std::span<const NmsPose> poses, double threshold, std::span<const float> variances);

/// mmpose's soft_oks_nms: scores fall with the OKS to better ones; the first 20 of that order are kept.
/// @param single_precision whether the scores were of single precision, in which they are then multiplied
std::vector<size_t> soft_oks_nms(std::span<const NmsPose> poses, double threshold, std::span<const float> variances,
                                 bool single_precision);

}  // namespace slipway::evaluate
