// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// cv::Mat for slipway.hpp. Only OpenCV's core is needed, of any version: the library does not see its types.
#pragma once

#include <opencv2/core.hpp>

#include "slipway/slipway.hpp"

namespace slipway {
inline namespace v1 {

/// The pixels of a matrix of bytes: of 3 channels BGR, of 4 BGRA, of one GRAY. They stay the matrix's.
/// Errors: slipway::Error for other types.
inline Image image(const cv::Mat& matrix) {
  if (matrix.depth() != CV_8U || matrix.dims != 2 || matrix.channels() == 2 || matrix.channels() > 4)
    throw Error(Code::kInvalidInput, "an image is a cv::Mat of bytes with 1, 3 or 4 channels", "");
  const Format format = matrix.channels() == 1 ? Format::kGray : matrix.channels() == 3 ? Format::kBgr : Format::kBgra;
  return {matrix.data, matrix.cols, matrix.rows, format, static_cast<std::int64_t>(matrix.step[0])};
}
inline Image image(const cv::Mat& matrix, Format format) {
  Image plain = image(matrix);
  slw_image view = plain.view();
  view.format = static_cast<std::int32_t>(format);
  return Image(view);
}

/// The classes of a map as i32[H,W]: a copy.
inline cv::Mat matrix(const LabelMap& map) {
  return cv::Mat(static_cast<int>(map.height()), static_cast<int>(map.width()), CV_32SC1,
                 const_cast<std::int32_t*>(map.arrays().labels))
      .clone();
}

}  // namespace v1
}  // namespace slipway
