// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include <cmath>

#include "codebase/mmpose/codecs/heatmaps.h"

namespace slipway::model {
namespace {

float sign_of(float value) { return value > 0 ? 1.0F : value < 0 ? -1.0F : value; }

/// MSRAHeatmap: a keypoint lies where its heatmap is largest, and a quarter of a pixel towards the larger neighbour;
/// with `unbiased` (DARK) where a parabola through the logarithms of the blurred heatmap is largest.
class MsraHeatmap : public Codec {
 public:
  explicit MsraHeatmap(Args& args) : sizes_(read_heatmap_sizes(args)), unbiased_(args.boolean("unbiased", false)) {
    blur_ = read_blur(args, "blur_kernel_size", 11, unbiased_);
    args.ignore({"sigma"});  // of labels
  }

  DecodedPoints decode(const Tensors& outputs) const override {
    const Tensor heatmaps = outputs.at(0).to(at::kFloat).contiguous();
    HeatmapPeaks peaks = find_peaks(heatmaps);
    const Tensor logarithms = unbiased_ ? at::log(at::clamp_min(blur_heatmaps(heatmaps, blur_), 1e-10)) : Tensor();
    DecodedPoints result;
    for (size_t k = 0; k < peaks.places.size(); ++k) {
      std::array<float, 2>& place = peaks.places[k];
      if (unbiased_)
        climb(place, view_of(logarithms, static_cast<int64_t>(k)));
      else
        lean(place, view_of(heatmaps, static_cast<int64_t>(k)));
      result.places.push_back({place[0] * sizes_.factor(0), place[1] * sizes_.factor(1)});
    }
    result.scores = std::move(peaks.scores);
    return result;
  }

 private:
  static void lean(std::array<float, 2>& place, const HeatmapView& map) {
    const auto x = static_cast<int64_t>(place[0]), y = static_cast<int64_t>(place[1]);
    if (1 < x && x < map.width - 1 && 0 < y && y < map.height)
      place[0] += 0.25F * sign_of(map.at(x + 1, y) - map.at(x - 1, y));
    if (1 < y && y < map.height - 1 && 0 < x && x < map.width)
      place[1] += 0.25F * sign_of(map.at(x, y + 1) - map.at(x, y - 1));
  }

  /// One step of Newton's method. Sums of two values are f32, all else f64, as in the original.
  static void climb(std::array<float, 2>& place, const HeatmapView& map) {
    const auto x = static_cast<int64_t>(place[0]), y = static_cast<int64_t>(place[1]);
    if (!(1 < x && x < map.width - 2 && 1 < y && y < map.height - 2)) return;
    const auto second = [&](int64_t dx, int64_t dy) {
      return 0.25 * (map.at(x + dx, y + dy) - 2.0 * map.at(x, y) + map.at(x - dx, y - dy));
    };
    const double dx = 0.5 * static_cast<double>(map.at(x + 1, y) - map.at(x - 1, y));
    const double dy = 0.5 * static_cast<double>(map.at(x, y + 1) - map.at(x, y - 1));
    const double dxx = second(2, 0), dyy = second(0, 2);
    const double dxy = 0.25 * static_cast<double>(map.at(x + 1, y + 1) - map.at(x + 1, y - 1) - map.at(x - 1, y + 1) +
                                                  map.at(x - 1, y - 1));
    const double determinant = dxx * dyy - dxy * dxy;
    if (determinant == 0) return;
    place[0] = static_cast<float>(place[0] - (dyy * dx - dxy * dy) / determinant);
    place[1] = static_cast<float>(place[1] - (dxx * dy - dxy * dx) / determinant);
  }

  HeatmapSizes sizes_;
  bool unbiased_;
  int64_t blur_ = 0;
};

const Registration kMsraHeatmap(codecs(), "mmpose.MSRAHeatmap",
                                [](Args& args) { return std::make_unique<MsraHeatmap>(args); });

}  // namespace
}  // namespace slipway::model
