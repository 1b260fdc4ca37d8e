// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>

#include <opencv2/imgproc.hpp>

#include "image/format/format.h"

namespace slipway::image {
namespace {

constexpr size_t kWebpHeader = 32;

bool webp_features(std::string_view bytes, WebPBitstreamFeatures& features) {
  return bytes.size() >= kWebpHeader &&
         WebPGetFeatures(reinterpret_cast<const uint8_t*>(bytes.data()), kWebpHeader, &features) == VP8_STATUS_OK;
}

bool is_webp(std::string_view bytes) {
  WebPBitstreamFeatures features;
  return webp_features(bytes, features);
}

cv::Mat decode_webp(std::string_view bytes) {
  WebPBitstreamFeatures features;
  if (!webp_features(bytes, features)) fail("is damaged: its WebP header is invalid");
  cv::Mat image = blank_picture(features.width, features.height);
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  // With alpha the library composes other colours than without it in lossless files, so it is asked for, and dropped.
  cv::Mat pixels = features.has_alpha ? cv::Mat(image.size(), CV_8UC4) : image;
  const size_t size = pixels.step * static_cast<size_t>(pixels.rows);
  const auto step = static_cast<int>(pixels.step);
  const uint8_t* done = features.has_alpha ? WebPDecodeBGRAInto(data, bytes.size(), pixels.ptr(), size, step)
                                           : WebPDecodeBGRInto(data, bytes.size(), pixels.ptr(), size, step);
  if (done == nullptr) {
    if (WebPGetFeatures(data, bytes.size(), &features) == VP8_STATUS_OK && features.has_animation)
      fail("is an animated WebP, which is not supported; save one of its pictures as PNG");
    fail("cannot be decoded as WebP: its data are invalid");
  }
  if (features.has_alpha) cv::cvtColor(pixels, image, cv::COLOR_BGRA2BGR);
  return image;
}

const Registration kWebp(formats(), "WebP", Format{is_webp, decode_webp});

}  // namespace
}  // namespace slipway::image
