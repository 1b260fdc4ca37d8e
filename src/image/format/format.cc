// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/format/format.h"

namespace slipway::image {

Registry<Format>& formats() {
  static Registry<Format> registry("image format");
  return registry;
}

cv::Mat blank_picture(int64_t width, int64_t height) {
  constexpr int64_t kMaxSide = int64_t{1} << 20;
  constexpr int64_t kMaxPixels = int64_t{1} << 30;
  if (width <= 0 || height <= 0) fail("is damaged: it states a size of {} x {} pixels", width, height);
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels)
    fail("is too large: {} x {} pixels; sides of up to {} and {} pixels in all can be read", width, height, kMaxSide,
         kMaxPixels);
  return cv::Mat(static_cast<int>(height), static_cast<int>(width), CV_8UC3);
}

}  // namespace slipway::image
