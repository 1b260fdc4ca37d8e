// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/transform/resize_image.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {

int read_opencv_interpolation(Params& params, std::string_view key) {
  const std::string name = params.choice(key, "bilinear", {"nearest", "bilinear", "bicubic", "area", "lanczos"});
  if (name == "nearest") return cv::INTER_NEAREST;
  if (name == "bicubic") return cv::INTER_CUBIC;
  if (name == "area") return cv::INTER_AREA;
  if (name == "lanczos") return cv::INTER_LANCZOS4;
  return cv::INTER_LINEAR;
}

Interpolation read_interpolation(Params& params) {
  Interpolation result;
  if (params.choice("backend", "cv2", {"cv2", "pillow"}) == "pillow")
    result.pillow = pillow_filter(
        params.choice("interpolation", "bilinear", {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"}));
  else
    result.opencv = read_opencv_interpolation(params, "interpolation");
  return result;
}

cv::Mat resize_image(const cv::Mat& image, int64_t width, int64_t height, const Interpolation& interpolation,
                     const char* owner) {
  constexpr int64_t kLargest = 32767;
  if (width < 1 || height < 1 || width > kLargest || height > kLargest)
    fail("{} makes an image of {}x{} px one of {}x{} px", owner, image.cols, image.rows, width, height);
  require_size(image, width, height, owner);
  const cv::Size size(static_cast<int>(width), static_cast<int>(height));
  if (interpolation.pillow) {
    if (image.depth() != CV_8U) fail("{} with 'backend': 'pillow' must come before Normalize: it takes bytes", owner);
    return pillow_resize(image, size, *interpolation.pillow);
  }
  cv::Mat resized;
  cv::resize(image, resized, size, 0, 0, interpolation.opencv);
  return resized;
}

double factor_within(int64_t w, int64_t h, int64_t box_w, int64_t box_h) {
  return std::min(static_cast<double>(std::max(box_w, box_h)) / static_cast<double>(std::max(w, h)),
                  static_cast<double>(std::min(box_w, box_h)) / static_cast<double>(std::min(w, h)));
}

int64_t scaled(int64_t length, double factor) {
  return static_cast<int64_t>(static_cast<double>(length) * factor + 0.5);
}

}  // namespace slipway::runtime
