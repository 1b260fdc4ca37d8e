// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/codecs/heatmaps.h"

#include <ATen/Functions.h>

#include "codebase/mmpose/codecs/gaussian.h"

namespace slipway::model {
namespace {

/// [K,1,H,W] through the kernel along both axes. @param padding zeros on each side
Tensor convolve(const Tensor& maps, int64_t kernel, int64_t padding) {
  const Tensor weights = gaussian_kernel(kernel).to(maps.scalar_type());
  const std::vector<int64_t> stride{1, 1}, across{0, padding}, down{padding, 0};
  const Tensor rows = at::conv2d(maps, weights.reshape({1, 1, 1, kernel}), /*bias=*/{}, stride, across);
  return at::conv2d(rows, weights.reshape({1, 1, kernel, 1}), /*bias=*/{}, stride, down);
}

}  // namespace

HeatmapSizes read_heatmap_sizes(Args& args) {
  HeatmapSizes sizes;
  for (auto [key, pair] : {std::pair{"input_size", &sizes.input}, std::pair{"heatmap_size", &sizes.map}}) {
    const std::vector<int64_t> values = args.integers(key);
    if (values.size() == 2 && values[0] > 1 && values[1] > 1)
      *pair = {values[0], values[1]};
    else
      args.refuse(key, "must be (width, height), both above 1");
  }
  return sizes;
}

int64_t read_blur(Args& args, const char* key, std::optional<int64_t> fallback, bool used) {
  const int64_t size = fallback ? args.integer(key, *fallback) : args.integer(key);
  if (used && (size < 3 || size % 2 == 0)) args.refuse(key, "must be odd and at least 3");
  return size;
}

HeatmapView view_of(const Tensor& heatmaps, int64_t keypoint) {
  const int64_t height = heatmaps.size(1), width = heatmaps.size(2);
  return {heatmaps.data_ptr<float>() + keypoint * height * width, height, width};
}

HeatmapPeaks find_peaks(const Tensor& heatmaps) {
  HeatmapPeaks peaks;
  for (int64_t k = 0; k < heatmaps.size(0); ++k) {
    const HeatmapView map = view_of(heatmaps, k);
    const float* largest = std::max_element(map.data, map.data + map.height * map.width);
    const int64_t place = largest - map.data;
    std::array<float, 2> at{-1, -1};
    if (*largest > 0) at = {static_cast<float>(place % map.width), static_cast<float>(place / map.width)};
    peaks.places.push_back(at);
    peaks.scores.push_back(*largest);
  }
  return peaks;
}

Tensor blur_heatmaps(const Tensor& heatmaps, int64_t kernel) {
  const Tensor blurred = convolve(at::unsqueeze(heatmaps, 1), kernel, kernel / 2).squeeze(1);
  return (blurred * (at::amax(heatmaps, {1, 2}, true) / at::amax(blurred, {1, 2}, true))).contiguous();
}

Tensor blur_mirrored(const Tensor& heatmaps, int64_t kernel) {
  const int64_t border = kernel / 2;
  const Tensor padded = at::reflection_pad2d(at::unsqueeze(heatmaps, 1), {border, border, border, border});
  return convolve(padded, kernel, 0).squeeze(1).contiguous();
}

}  // namespace slipway::model
