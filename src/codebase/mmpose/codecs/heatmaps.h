// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "codebase/mmpose/codecs/codec.h"

namespace slipway::model {

/// What the codecs of heatmaps share. Heatmaps are f32[K,H,W]; places are x,y in heatmap_px.
/// @{

struct HeatmapSizes {
  std::array<int64_t, 2> input{1, 1}, map{1, 1};  ///< w,h
  /// input_px for each heatmap_px along an axis, in f32.
  float factor(size_t axis) const {
    return static_cast<float>(static_cast<double>(input[axis]) / static_cast<double>(map[axis]));
  }
};
/// The entries `input_size` and `heatmap_size`.
HeatmapSizes read_heatmap_sizes(Args& args);

/// A kernel size that OpenCV's blur takes. @param used whether decoding blurs at all
int64_t read_blur(Args& args, const char* key, std::optional<int64_t> fallback, bool used);

/// One heatmap, read by places.
struct HeatmapView {
  const float* data;
  int64_t height, width;
  float at(int64_t x, int64_t y) const { return data[y * width + x]; }
};
HeatmapView view_of(const Tensor& heatmaps, int64_t keypoint);

struct HeatmapPeaks {
  std::vector<std::array<float, 2>> places;  ///< [K] of the first largest value; -1,-1 where nothing is above 0
  std::vector<float> scores;                 ///< [K] the largest values
};
HeatmapPeaks find_peaks(const Tensor& heatmaps);

/// Each heatmap blurred as if zeros were around it, and scaled so that its largest value is what it was.
Tensor blur_heatmaps(const Tensor& heatmaps, int64_t kernel);
/// Each blurred as OpenCV does it by default, mirrored at its edges.
Tensor blur_mirrored(const Tensor& heatmaps, int64_t kernel);
/// @}

}  // namespace slipway::model
