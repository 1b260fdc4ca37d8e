// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace slipway::runtime {

/// Decodes an image file's bytes as read_image() does.
/// @param name of the file, for messages
/// Errors: slipway::Error for bytes that are empty, no image, or cut off.
cv::Mat decode_image(std::string_view bytes, const std::string& name);

}  // namespace slipway::runtime
