// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "image/image.h"

namespace slipway::image {

/// Slipway reads what OpenCV 4.6 reads, which is Debian 12's. 4.10 reads two rare kinds otherwise: 32-bit BMP files
/// whose header has masks of its own, and TIFF files with palettes of 16 colours.
constexpr bool kNewerOpenCV = CV_VERSION_MAJOR * 100 + CV_VERSION_MINOR >= 410;

/// Empty where OpenCV refuses. What it says on stderr stays there.
inline cv::Mat pixels_by_opencv(const std::string& bytes) {
  try {
    return cv::imdecode(std::vector<uchar>(bytes.begin(), bytes.end()), cv::IMREAD_COLOR);
  } catch (const cv::Exception&) {
    return {};
  }
}

/// The message with which decode_image() refuses the bytes; "" where it does not.
inline std::string decoding_error(const std::string& bytes) {
  try {
    decode_image(bytes, "file");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

/// How decode_image() differs from cv::imdecode(IMREAD_COLOR); "" where both give the same pixels or both refuse.
inline std::string difference_from_opencv(const std::string& bytes) {
  const cv::Mat theirs = pixels_by_opencv(bytes);
  const std::string error = decoding_error(bytes);
  if (!error.empty()) return theirs.empty() ? "" : "OpenCV reads it: " + error;
  if (theirs.empty()) return "OpenCV refuses it";
  const cv::Mat ours = decode_image(bytes, "file");
  if (ours.type() != theirs.type() || ours.size() != theirs.size())
    return fmt::format("{} x {} of type {} for {} x {} of type {}", ours.cols, ours.rows, ours.type(), theirs.cols,
                       theirs.rows, theirs.type());
  for (int y = 0; y < ours.rows; ++y)
    for (int x = 0; x < ours.cols; ++x)
      for (int c = 0; c < 3; ++c)
        if (ours.ptr(y, x)[c] != theirs.ptr(y, x)[c])
          return fmt::format("channel {} at ({}, {}) is {} for {}", c, x, y, ours.ptr(y, x)[c], theirs.ptr(y, x)[c]);
  return "";
}

}  // namespace slipway::image
