// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>

namespace slipway::image {

/// Reads a PNG file whose pixels are numbers of classes, u8[H,W]: grey ones of up to 8 bits, or indices of a palette,
/// whose colours do not count. EXIF orientation is not applied.
/// Errors: slipway::Error for a file that is missing, damaged or no PNG, or has colours or more than 8 bits.
cv::Mat read_label_image(const std::filesystem::path& file);

}  // namespace slipway::image
