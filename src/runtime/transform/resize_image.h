// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "runtime/params.h"
#include "runtime/transform/pillow_resize.h"

namespace slipway::runtime {

/// How a resize makes pixels, and by whose library.
struct Interpolation {
  int opencv = 0;                      ///< cv::INTER_*
  std::optional<PillowFilter> pillow;  ///< instead of OpenCV's
};

/// Reads `backend` ("cv2" by default, or "pillow") and `interpolation`: "bilinear" by default, "nearest", "bicubic" or
/// "lanczos" of that library; OpenCV has "area" besides, Pillow "box" and "hamming".
Interpolation read_interpolation(Params& params);

/// Reads one of OpenCV's interpolations.
int read_opencv_interpolation(Params& params, std::string_view key);

/// @param owner the transform, for messages. Errors: slipway::Error for sizes that no image has, and for an image that
/// holds no bytes where Pillow is to resize it.
cv::Mat resize_image(const cv::Mat& image, int64_t width, int64_t height, const Interpolation& interpolation,
                     const char* owner);

/// The factor that makes w x h as large as a box allows, whichever way round the box has to be turned for it.
double factor_within(int64_t w, int64_t h, int64_t box_w, int64_t box_h);

/// A length times a factor, halves rounded up, as mmcv does it.
int64_t scaled(int64_t length, double factor);

}  // namespace slipway::runtime
