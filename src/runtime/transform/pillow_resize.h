// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string_view>

namespace slipway::runtime {

/// Pillow's filters for resizing. All but nearest widen with the reduction, so that every pixel of the source counts.
enum class PillowFilter { kNearest, kBox, kBilinear, kHamming, kBicubic, kLanczos };

/// "nearest", "box", "bilinear", "hamming", "bicubic" or "lanczos", as mmcv names them.
std::optional<PillowFilter> pillow_filter(std::string_view name);

/// What Pillow's Image.resize() gives, to the bit.
/// @param image u8[H,W,3]; channels do not mix, so their order does not matter
/// @param size w,h, positive
/// @return u8[h,w,3] of its own memory. Pure; safe to call from any number of threads.
cv::Mat pillow_resize(const cv::Mat& image, const cv::Size& size, PillowFilter filter);

}  // namespace slipway::runtime
