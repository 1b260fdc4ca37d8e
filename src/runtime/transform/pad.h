// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "runtime/params.h"

namespace slipway::runtime {

/// What is put around an image.
struct Padding {
  int border = 0;  ///< cv::BORDER_*
  cv::Scalar color;
};

/// Reads pad_val and padding_mode.
Padding read_padding(Params& params);

/// Pads at the right and at the bottom to at least width x height.
cv::Mat pad_to(const cv::Mat& image, int64_t width, int64_t height, const Padding& padding);

}  // namespace slipway::runtime
