// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string_view>

namespace slipway::image {

/// The orientation by which OpenCV turns a JPEG: 1 (upright) to 8.
/// @param segment contents of the file's first APP1 segment, without marker and length
/// @return none where it depends on how OpenCV takes data that break TIFF's rules
std::optional<int> exif_orientation(std::string_view segment);

/// Turns a picture upright as cv::imread does.
/// @param orientation 1 to 8
void turn_upright(cv::Mat& image, int orientation);

}  // namespace slipway::image
