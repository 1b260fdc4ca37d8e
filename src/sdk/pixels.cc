// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/pixels.h"

#include <opencv2/imgproc.hpp>

#include "base/error.h"

namespace slipway::sdk {
namespace {

struct Plane {
  int channels = 1;
  int divisor = 1;  // of the image's width and height
};

struct Layout {
  const char* name;
  int planes;
  Plane plane[3];
  int code;  // OpenCV's conversion, -1 for none
};

const Layout& layout_of(PixelFormat format) {
  static constexpr Layout kLayouts[] = {
      {"BGR", 1, {{3, 1}, {}, {}}, -1},
      {"RGB", 1, {{3, 1}, {}, {}}, cv::COLOR_RGB2BGR},
      {"BGRA", 1, {{4, 1}, {}, {}}, cv::COLOR_BGRA2BGR},
      {"RGBA", 1, {{4, 1}, {}, {}}, cv::COLOR_RGBA2BGR},
      {"GRAY", 1, {{1, 1}, {}, {}}, cv::COLOR_GRAY2BGR},
      {"NV12", 2, {{1, 1}, {2, 2}, {}}, cv::COLOR_YUV2BGR_NV12},
      {"NV21", 2, {{1, 1}, {2, 2}, {}}, cv::COLOR_YUV2BGR_NV21},
      {"I420", 3, {{1, 1}, {1, 2}, {1, 2}}, cv::COLOR_YUV2BGR_I420},
  };
  const auto index = static_cast<size_t>(format);
  if (index >= std::size(kLayouts)) fail("there is no pixel format {}", index);
  return kLayouts[index];
}

/// The planes as images of one or two channels, without a copy.
std::array<cv::Mat, 3> planes_of(const ImageView& image, const Layout& layout) {
  std::array<cv::Mat, 3> result;
  const uint8_t* next = nullptr;
  int64_t stride = 0;
  for (size_t i = 0; i < static_cast<size_t>(layout.planes); ++i) {
    const Plane& plane = layout.plane[i];
    const int width = image.width / plane.divisor, height = image.height / plane.divisor;
    const int64_t least = int64_t{width} * plane.channels;
    const uint8_t* data = image.planes[i] != nullptr ? image.planes[i] : next;
    // Chroma that follows brightness has its stride, divided as its bytes in a row are.
    if (image.strides[i] != 0)
      stride = image.strides[i];
    else if (i == 0 || image.planes[i] != nullptr || stride == 0)
      stride = least;
    else if (i == 1)
      stride = stride * least / image.width;
    if (data == nullptr) fail("an image has no pixels (its data is null)");
    if (stride < least)
      fail("the rows of a {} image of {} px are {} bytes apart, but take {}", layout.name, image.width, stride, least);
    result[i] = cv::Mat(height, width, CV_8UC(plane.channels), const_cast<uint8_t*>(data), static_cast<size_t>(stride));
    next = data + stride * height;
  }
  return result;
}

}  // namespace

cv::Mat to_bgr(const ImageView& image) {
  constexpr int kMostSide = 1 << 20;
  const Layout& layout = layout_of(image.format);
  if (image.width < 1 || image.height < 1 || image.width > kMostSide || image.height > kMostSide)
    fail("an image of {}x{} px cannot be", image.width, image.height);
  if (layout.planes > 1 && (image.width % 2 != 0 || image.height % 2 != 0))
    fail("a {} image has an even width and height, not {}x{} px", layout.name, image.width, image.height);
  const std::array<cv::Mat, 3> planes = planes_of(image, layout);
  if (layout.code < 0) return planes[0];
  cv::Mat result;
  if (layout.planes == 1) {
    cv::cvtColor(planes[0], result, layout.code);
  } else if (layout.planes == 2) {
    cv::cvtColorTwoPlane(planes[0], planes[1], result, layout.code);
  } else {
    // OpenCV takes one block: brightness, then both chroma planes, two of their rows in one.
    cv::Mat block(image.height * 3 / 2, image.width, CV_8UC1);
    planes[0].copyTo(block.rowRange(0, image.height));
    uint8_t* to = block.ptr(image.height);
    for (size_t i : {size_t{1}, size_t{2}})
      for (int y = 0; y < planes[i].rows; ++y, to += planes[i].cols) std::copy_n(planes[i].ptr(y), planes[i].cols, to);
    cv::cvtColor(block, result, layout.code);
  }
  return result;
}

}  // namespace slipway::sdk
