// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace slipway::runtime {

/// How a keypoint is found in its heatmap, as mmpose's codecs do it.
enum class HeatmapDecoding {
  kPlain,     ///< the largest value
  kDefault,   ///< MSRAHeatmap: and a quarter of a pixel towards the larger neighbour
  kUnbiased,  ///< MSRAHeatmap with `unbiased`: between pixels, by the logarithms of the blurred heatmap
  kMegvii,    ///< MegviiHeatmap: of the blurred heatmap, half a pixel further; scores are value / 255 + 0.5
  kUdp,       ///< UDPHeatmap: between pixels; the centres of the corner pixels are those of the input
  kCombined,  ///< UDPHeatmap with `combined`: three maps for a keypoint, the last two say how far it is away
};

/// All heatmaps of one input. Precisions are those of the original.
struct Heatmaps {
  const float* data;  ///< [channels,height,width]
  int64_t channels, height, width;
};

struct HeatmapPeak {
  std::array<float, 2> place{-1, -1};  ///< x,y in heatmap_px; -1,-1 (and what refining makes of it) where nothing is
                                       ///< above 0
  float score = 0;
};

/// @param blur kernel size, odd and at least 3, of decodings that blur @param radius_factor of kCombined: what its ways
/// are measured in, as a part of the longer side
/// @return one for each channel, or, of kCombined, for every third. Thread-safe.
std::vector<HeatmapPeak> find_heatmap_peaks(const Heatmaps& maps, HeatmapDecoding decoding, int blur,
                                            double radius_factor);

}  // namespace slipway::runtime
