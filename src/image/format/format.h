// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string_view>

#include "base/registry.h"

namespace slipway::image {

/// A kind of image file; one file of this folder each. Both functions are thread-safe.
struct Format {
  /// By the first bytes, as cv::imdecode tells kinds apart.
  bool (*recognises)(std::string_view bytes);
  /// BGR u8[H,W,3] of its first picture, with the pixels of cv::imdecode(IMREAD_COLOR): upright, alpha dropped, 16 bits
  /// to 8. Errors: slipway::Error whose text goes on after "the image ": "is damaged: ...", "cannot be decoded as PNG:
  /// ...".
  cv::Mat (*decode)(std::string_view bytes);
};

/// By name: "JPEG", "PNG", ...
Registry<Format>& formats();

/// An uninitialised BGR u8[height,width,3].
/// Errors: slipway::Error (as of Format::decode) for an empty picture, and for more than OpenCV reads: sides of 2^20,
/// 2^30 pixels.
cv::Mat blank_picture(int64_t width, int64_t height);

}  // namespace slipway::image
