// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include "codebase/mmpose/codecs/heatmaps.h"

namespace slipway::model {
namespace {

/// MegviiHeatmap: a keypoint lies where its blurred heatmap is largest, half a pixel further, and a quarter towards the
/// larger neighbours. Heatmaps reach 255.
class MegviiHeatmap : public Codec {
 public:
  explicit MegviiHeatmap(Args& args)
      : sizes_(read_heatmap_sizes(args)), kernel_(read_blur(args, "kernel_size", {}, /*used=*/true)) {}

  DecodedPoints decode(const Tensors& outputs) const override {
    const Tensor heatmaps = blur_heatmaps(outputs.at(0).to(at::kFloat).contiguous(), kernel_);
    const HeatmapPeaks peaks = find_peaks(heatmaps);
    DecodedPoints result;
    for (size_t k = 0; k < peaks.places.size(); ++k) {
      std::array<float, 2> place = peaks.places[k];
      const HeatmapView map = view_of(heatmaps, static_cast<int64_t>(k));
      const auto x = static_cast<int64_t>(place[0]), y = static_cast<int64_t>(place[1]);
      if (1 < x && x < map.width - 1 && 1 < y && y < map.height - 1) {
        place[0] += shift(map.at(x + 1, y) - map.at(x - 1, y));
        place[1] += shift(map.at(x, y + 1) - map.at(x, y - 1));
      }
      result.places.push_back({place[0] * sizes_.factor(0), place[1] * sizes_.factor(1)});
      result.scores.push_back(peaks.scores[k] / 255.0F + 0.5F);
    }
    return result;
  }

 private:
  static float shift(float slope) { return (slope > 0 ? 0.25F : slope < 0 ? -0.25F : 0.0F) + 0.5F; }

  HeatmapSizes sizes_;
  int64_t kernel_;
};

const Registration kMegviiHeatmap(codecs(), "mmpose.MegviiHeatmap",
                                  [](Args& args) { return std::make_unique<MegviiHeatmap>(args); });

}  // namespace
}  // namespace slipway::model
