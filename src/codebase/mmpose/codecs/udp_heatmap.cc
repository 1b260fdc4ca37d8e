// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include <cmath>
#include <limits>

#include "codebase/mmpose/codecs/heatmaps.h"

namespace slipway::model {
namespace {

/// UDPHeatmap: the centres of a heatmap's corner pixels are those of the input's. `gaussian`: a keypoint lies where the
/// logarithm of its blurred heatmap is largest between pixels. `combined`: each keypoint has three maps, how likely
/// each place is, and from there the way to the keypoint along both axes in units of a radius.
class UdpHeatmap : public Codec {
 public:
  explicit UdpHeatmap(Args& args)
      : sizes_(read_heatmap_sizes(args)),
        combined_(args.choice("heatmap_type", "gaussian", {"gaussian", "combined"}) == "combined"),
        radius_factor_(args.number("radius_factor", 0.0546875)) {
    blur_ = read_blur(args, "blur_kernel_size", 11, !combined_);
    if (combined_ && blur_ < 1) args.refuse("blur_kernel_size", "must be positive");
    args.ignore({"sigma"});  // of labels
  }

  int64_t channels_per_keypoint() const override { return combined_ ? 3 : 1; }

  DecodedPoints decode(const Tensors& outputs) const override {
    const Tensor heatmaps = outputs.at(0).to(at::kFloat).contiguous();
    const HeatmapPeaks peaks = combined_ ? from_offsets(heatmaps) : between_pixels(heatmaps);
    DecodedPoints result;
    for (const std::array<float, 2>& place : peaks.places) {
      std::array<double, 2> at{};
      for (size_t axis : {size_t{0}, size_t{1}})
        at[axis] = static_cast<double>(place[axis]) / static_cast<double>(sizes_.map[axis] - 1) *
                   static_cast<double>(sizes_.input[axis]);
      result.places.push_back(at);
    }
    result.scores = peaks.scores;
    return result;
  }

 private:
  HeatmapPeaks between_pixels(const Tensor& heatmaps) const {
    HeatmapPeaks peaks = find_peaks(heatmaps);
    const Tensor logarithms = at::log(at::clamp(blur_heatmaps(heatmaps, blur_), 1e-3, 50.0));
    const Tensor padded = at::replication_pad2d(logarithms, {1, 1, 1, 1}).contiguous();
    const float* values = padded.data_ptr<float>();
    const int64_t row = padded.size(2), map = padded.size(1) * row, all = padded.numel();
    for (size_t k = 0; k < peaks.places.size(); ++k) {
      std::array<float, 2>& place = peaks.places[k];
      const int64_t center = static_cast<int64_t>(k) * map + (static_cast<int64_t>(place[1]) + 1) * row +
                             static_cast<int64_t>(place[0]) + 1;
      // Before the first one comes the last, as in NumPy: for keypoints that are nowhere.
      const auto at = [&](int64_t offset) { return values[(center + offset + all) % all]; };
      // In f32; the system is solved in f64.
      const float dx = 0.5F * (at(1) - at(-1)), dy = 0.5F * (at(row) - at(-row));
      const float dxx = at(1) - 2 * at(0) + at(-1), dyy = at(row) - 2 * at(0) + at(-row);
      const float dxy = 0.5F * (at(row + 1) - at(1) - at(row) + at(0) + at(0) - at(-1) - at(-row) + at(-row - 1));
      constexpr double kEps = std::numeric_limits<float>::epsilon();
      const double a = dxx + kEps, b = dxy, d = dyy + kEps, determinant = a * d - b * b;
      place[0] = static_cast<float>(place[0] - (d * dx - b * dy) / determinant);
      place[1] = static_cast<float>(place[1] - (a * dy - b * dx) / determinant);
    }
    return peaks;
  }

  HeatmapPeaks from_offsets(const Tensor& maps) const {
    const auto every_third = [&](int64_t first) { return at::slice(maps, 0, first, c10::nullopt, 3).contiguous(); };
    HeatmapPeaks peaks = find_peaks(blur_mirrored(every_third(0), 2 * blur_ + 1));
    const auto radius = static_cast<float>(radius_factor_ * static_cast<double>(std::max(maps.size(1), maps.size(2))));
    const Tensor ways[2] = {every_third(1), every_third(2)};
    const int64_t row = maps.size(2), map = maps.size(1) * row, all = ways[0].numel();
    for (size_t k = 0; k < peaks.places.size(); ++k) {
      std::array<float, 2>& place = peaks.places[k];
      const int64_t index =
          static_cast<int64_t>(k) * map + static_cast<int64_t>(place[1]) * row + static_cast<int64_t>(place[0]);
      // Before the first one comes the last, as in NumPy: for keypoints that are nowhere.
      for (size_t axis : {size_t{0}, size_t{1}})
        place[axis] += ways[axis].data_ptr<float>()[(index + all) % all] * radius;
    }
    return peaks;
  }

  HeatmapSizes sizes_;
  bool combined_;
  double radius_factor_;
  int64_t blur_ = 0;
};

const Registration kUdpHeatmap(codecs(), "mmpose.UDPHeatmap",
                               [](Args& args) { return std::make_unique<UdpHeatmap>(args); });

}  // namespace
}  // namespace slipway::model
