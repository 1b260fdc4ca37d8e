// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace slipway::image {

/// Reads an image file as the pipelines want it: BGR u8[H,W,3] (grey, 16-bit and RGBA files are converted as OpenCV's
/// IMREAD_COLOR does; EXIF orientation is applied, as mmcv's default reader does).
/// JPEG, PNG, WebP, TIFF (the first page), BMP and PNM, with the pixels of cv::imread to the bit.
/// Errors: slipway::Error for a file that is missing, unreadable, a folder, empty, no image, damaged, or cut off.
cv::Mat read_image(const std::filesystem::path& file);

/// Decodes an image file's bytes as read_image() does.
/// @param name of the file, for messages
/// Errors: slipway::Error for bytes that are empty, no image, or cut off.
cv::Mat decode_image(std::string_view bytes, const std::string& name);

/// Writes by way of a temporary file beside `file`, so that `file` is whole or not there at all. The extension says the
/// format: .jpg or .jpeg (quality 95), .png. The bytes are those of cv::imwrite.
/// @param image u8[H,W], BGR u8[H,W,3] or BGRA u8[H,W,4] (a JPEG has no alpha)
/// Errors: slipway::Error for another extension, an empty picture, or a folder that can't be written.
void write_image(const std::filesystem::path& file, const cv::Mat& image);

}  // namespace slipway::image
