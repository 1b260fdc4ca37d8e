// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>

namespace slipway::sdk {

/// How the bytes of an image are laid out; slipway.h has the same numbers.
enum class PixelFormat { kBgr, kRgb, kBgra, kRgba, kGray, kNv12, kNv21, kI420 };

/// Somebody else's pixels.
struct ImageView {
  PixelFormat format = PixelFormat::kBgr;
  int width = 0, height = 0;  ///< px
  /// One plane, of NV12 and NV21 two (Y, then UV pairs), of I420 three (Y, U, V). Later ones that are null follow the
  /// one before without a gap.
  std::array<const uint8_t*, 3> planes{};
  std::array<int64_t, 3> strides{};  ///< bytes from a row to the next; 0: as few as a row takes
};

/// BGR u8[H,W,3]: the view's own memory where that is BGR, else a copy. YUV is BT.601 in video range, as OpenCV
/// converts it; alpha is dropped.
/// Errors: slipway::Error for no pixels, sizes and strides that cannot be, and odd sizes of YUV.
cv::Mat to_bgr(const ImageView& image);

}  // namespace slipway::sdk
