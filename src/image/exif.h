// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string_view>

namespace slipway::image {

/// The orientation by which OpenCV turns a picture: 1 (upright) to 8.
/// @param data Exif data from their TIFF header on (in a JPEG's APP1 segment: what follows "Exif" and two zeros)
/// @return what stands there first; 1 where nothing does, and where OpenCV does not get to it, because something before
/// it
///   breaks TIFF's rules
int exif_orientation(std::string_view data);

/// Turns a picture upright as cv::imread does.
/// @param orientation 1 to 8
void turn_upright(cv::Mat& image, int orientation);

}  // namespace slipway::image
