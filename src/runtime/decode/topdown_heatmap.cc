// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// TopdownHeatmapSimpleHeadDecode: output f32[B,K,H,W], a heatmap for each keypoint, to one instance in image_px: the
// box that the input shows, with its keypoints where their heatmaps are largest.
//   post_process: "default": a quarter of a pixel towards the larger neighbour; "unbiased": between pixels (DARK);
//   "megvii"; "null": the largest value only
//   use_udp: as UDPHeatmap, between pixels, with the centres of corner pixels upon each other
//   target_type: of use_udp: "GaussianHeatmap" (default) or "CombinedTarget": output f32[B,3K,H,W]
//   modulate_kernel: how far blurs reach, 11 by default; valid_radius_factor: of CombinedTarget
//   input_size, heatmap_size: [w,h]; without them those of the network's input and output
//   output_keypoint_indices: the keypoints that results have; all by default
//   flip_mode, shift_heatmap: of flip tests
//   visibility: see visibility.h
// Places are found in f32 and f64, where mmpose's codecs have them; the codec's own keys (`unbiased`, `heatmap_type`,
// `blur_kernel_size`, `kernel_size`, `radius_factor`) stand in MMDeploy's files, too, and win.
#include <algorithm>

#include "base/error.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/frame.h"
#include "runtime/decode/heatmap_peak.h"
#include "runtime/decode/visibility.h"

namespace slipway::runtime {
namespace {

constexpr const char* kHeatmap = "TopdownHeatmapSimpleHeadDecode";

struct HeatmapSettings {
  HeatmapDecoding decoding = HeatmapDecoding::kDefault;
  int blur = 11;
  double radius_factor = 0.0546875;
  std::array<int64_t, 2> input{}, map{};  // w,h; 0 where they are not known
  std::vector<size_t> indices;            // empty: all keypoints
  std::string flip_mode = "heatmap";
  bool shift = false;
  Visibility visibility;
};

class TopdownHeatmapDecode : public Decoder {
 public:
  explicit TopdownHeatmapDecode(HeatmapSettings settings) : settings_(std::move(settings)) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    check(outputs, index);
    const Frame frame({Rescale::kInputScale, Clamp::kNone}, meta, false, kHeatmap);
    const HostTensor& output = outputs[0];
    const std::vector<HeatmapPeak> peaks =
        find_heatmap_peaks({map_of(output, index, 0), output.dim(1), output.dim(2), output.dim(3)}, settings_.decoding,
                           settings_.blur, settings_.radius_factor);
    Instances result;
    result.boxes = {meta.input_box.box};
    result.scores = {meta.input_box.score};
    auto& keypoints = result.keypoints.emplace_back();
    auto& scores = result.keypoint_scores.emplace_back();
    for (size_t i = 0; i < (settings_.indices.empty() ? peaks.size() : settings_.indices.size()); ++i) {
      const size_t k = settings_.indices.empty() ? i : settings_.indices[i];
      if (k >= peaks.size()) fail("{} wants keypoint {} (output_keypoint_indices) of {}", kHeatmap, k, peaks.size());
      keypoints.push_back({frame.x(input_px(peaks[k], 0, output, meta)), frame.y(input_px(peaks[k], 1, output, meta))});
      scores.push_back(peaks[k].score);
    }
    settings_.visibility.add(result, outputs, index, settings_.indices);
    return result;
  }

  std::vector<HostTensor> merge_flipped(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& flipped,
                                        const std::vector<size_t>& flip_indices) const override {
    check(outputs, 0);
    check(flipped, 0);
    if (settings_.flip_mode == "offset") fail("{}: flip_mode 'offset' is not for heatmaps", kHeatmap);
    const bool combined = settings_.flip_mode == "udp_combined";
    const size_t each = combined ? 3 : 1;
    if (outputs[0].dim(1) != static_cast<int64_t>(each * flip_indices.size()))
      fail("the network gives {} maps, but the metainfo of the dataset has {} keypoints of {}", outputs[0].dim(1),
           flip_indices.size(), each);
    HostTensor mean(DType::kF32, outputs[0].shape());
    const auto height = static_cast<size_t>(mean.dim(2)), width = static_cast<size_t>(mean.dim(3));
    float* to = mean.mutable_data<float>();
    for (size_t box = 0; box < static_cast<size_t>(mean.dim(0)); ++box)
      for (size_t map = 0; map < each * flip_indices.size(); ++map) {
        const float* straight = map_of(outputs[0], box, map);
        const float* mirrored = map_of(flipped[0], box, each * flip_indices[map / each] + map % each);
        const float sign = combined && map % each == 1 ? -1.0F : 1.0F;  // the way along x
        for (size_t y = 0; y < height; ++y)
          for (size_t x = 0; x < width; ++x) {
            const size_t from = settings_.shift && x > 0 ? width - x : width - 1 - x;
            *to++ = (straight[y * width + x] + sign * mirrored[y * width + from]) * 0.5F;
          }
      }
    std::vector<HostTensor> merged;
    merged.push_back(std::move(mean));
    settings_.visibility.merge_flipped(merged, outputs, flipped, flip_indices);
    return merged;
  }

 private:
  static const float* map_of(const HostTensor& output, size_t index, size_t channel) {
    const auto size = static_cast<size_t>(output.dim(2) * output.dim(3));
    return output.data<float>() + (index * static_cast<size_t>(output.dim(1)) + channel) * size;
  }

  /// Of a place in heatmap_px.
  double input_px(const HeatmapPeak& peak, size_t axis, const HostTensor& output, const ImageMeta& meta) const {
    const auto input = static_cast<double>(settings_.input[axis] > 0 ? settings_.input[axis] : meta.input_size[axis]);
    const auto map = static_cast<double>(output.dim(3 - axis));
    const float place = peak.place[axis];
    if (settings_.decoding == HeatmapDecoding::kUdp || settings_.decoding == HeatmapDecoding::kCombined)
      return static_cast<double>(place) / (map - 1) * input;
    return static_cast<double>(place * static_cast<float>(input / map));
  }

  void check(const std::vector<HostTensor>& outputs, size_t index) const {
    settings_.visibility.check(outputs, kHeatmap);
    if (settings_.visibility.others(outputs) != 1 || outputs[0].dtype() != DType::kF32 ||
        outputs[0].shape().size() != 4 || outputs[0].dim(1) < 1 || outputs[0].dim(2) < 2 || outputs[0].dim(3) < 2)
      fail("{} takes one output f32[B,K,H,W], got {}", kHeatmap, describe_all(outputs));
    if (settings_.decoding == HeatmapDecoding::kCombined && outputs[0].dim(1) % 3 != 0)
      fail("{} takes three maps for each keypoint (CombinedTarget), got {}", kHeatmap, describe_all(outputs));
    if (settings_.map[0] > 0 && (outputs[0].dim(3) != settings_.map[0] || outputs[0].dim(2) != settings_.map[1]))
      fail("{} takes heatmaps of {}x{} (heatmap_size), got {}", kHeatmap, settings_.map[0], settings_.map[1],
           describe_all(outputs));
    if (index >= static_cast<size_t>(outputs[0].dim(0))) fail("no box {} in a batch of {}", index, outputs[0].dim(0));
  }

  HeatmapSettings settings_;
};

/// The codec's own keys, then MMDeploy's.
HeatmapDecoding read_decoding(Params& params) {
  const std::string process = params.choice("post_process", "default", {"default", "unbiased", "megvii", "null"});
  const bool unbiased = params.boolean("unbiased", false), use_udp = params.boolean("use_udp", false);
  const bool target = params.choice("target_type", "GaussianHeatmap",
                                    {"GaussianHeatmap", "GaussianHeatMap", "CombinedTarget"}) == "CombinedTarget";
  const bool combined =
      params.choice("heatmap_type", target ? "combined" : "gaussian", {"gaussian", "combined"}) == "combined";
  if (use_udp) return combined ? HeatmapDecoding::kCombined : HeatmapDecoding::kUdp;
  if (process == "megvii") return HeatmapDecoding::kMegvii;
  if (unbiased || process == "unbiased") return HeatmapDecoding::kUnbiased;
  return process == "null" ? HeatmapDecoding::kPlain : HeatmapDecoding::kDefault;
}

void read_blur(Params& params, HeatmapSettings& settings) {
  int64_t blur = params.integer("modulate_kernel", 11, 1);
  blur = params.integer("blur_kernel_size", blur, 1);
  if (settings.decoding == HeatmapDecoding::kMegvii)
    blur = params.integer("kernel_size", blur, 1);
  else
    params.ignore({"kernel_size"});
  const bool blurs = settings.decoding == HeatmapDecoding::kMegvii || settings.decoding == HeatmapDecoding::kUdp ||
                     settings.decoding == HeatmapDecoding::kUnbiased;
  if ((blurs && (blur < 3 || blur % 2 == 0)) || blur > 1023)
    params.problem(
        "the size of the blur ('modulate_kernel', 'blur_kernel_size' or 'kernel_size') must be odd, from 3 to 1023");
  settings.blur = static_cast<int>(blur);
}

std::unique_ptr<Decoder> make_topdown_heatmap(Params& params) {
  HeatmapSettings settings;
  settings.decoding = read_decoding(params);
  read_blur(params, settings);
  settings.radius_factor = params.number("valid_radius_factor", settings.radius_factor);
  settings.radius_factor = params.number("radius_factor", settings.radius_factor);
  for (auto [key, pair] : {std::pair{"input_size", &settings.input}, std::pair{"heatmap_size", &settings.map}})
    if (const std::vector<int64_t> size = params.size(key, false); !size.empty()) *pair = {size[0], size[1]};
  settings.indices = read_keypoint_indices(params);
  settings.visibility = read_visibility(params);
  settings.flip_mode = params.choice("flip_mode", "heatmap", {"heatmap", "udp_combined", "offset"});
  settings.shift = params.boolean("shift_heatmap", false);
  if (params.boolean("flip_test", false)) params.problem("'flip_test' is not supported");
  params.ignore({"type", "sigma", "unbiased_decoding", "output_heatmaps", "shift_coords"});
  return std::make_unique<TopdownHeatmapDecode>(std::move(settings));
}

const Registration kTopdownHeatmap(decoders(), kHeatmap, DecoderEntry{"mmpose", make_topdown_heatmap});

}  // namespace
}  // namespace slipway::runtime
