// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

namespace slipway::runtime {

/// @name Affine maps from an upright frame in an image to a network's input, as mmpose makes them
/// Every intermediate value has the precision (f32 or f64) that the original's has: cv::warpAffine rounds positions to
/// 1/32 px, so that a last bit can change a pixel.
/// @{
/// The frame's middle becomes the middle of the input, and its left edge the input's; both axes are scaled alike.
/// @param center, scale middle and size of the frame, x,y in image_px @param size w,h of the input
cv::Mat warp_matrix(const std::array<float, 2>& center, const std::array<float, 2>& scale,
                    const std::array<int64_t, 2>& size);
/// "Unbiased": the centres of the corner pixels become those of the frame's, each axis by a scale of its own.
/// @param size w,h of what the frame becomes, in input_px; need not be whole
cv::Mat udp_warp_matrix(const std::array<float, 2>& center, const std::array<float, 2>& scale,
                        const std::array<double, 2>& size);
/// @}

}  // namespace slipway::runtime
