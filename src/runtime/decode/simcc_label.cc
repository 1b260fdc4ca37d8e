// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// SimCCLabelDecode: outputs simcc_x f32[B,K,W] and simcc_y f32[B,K,H], one vector of bins for each axis of a keypoint,
// to one instance in image_px: the box that the input shows, with its keypoints where the vectors are largest.
//   simcc_split_ratio: bins for each px of the input; 2 by default
//   use_dark: places between bins, by a parabola through the logarithms of the blurred vectors
//   sigma: of the labels in bins, one number or [x,y], 6 by default; says how far use_dark blurs
//   input_size: [w,h] of the network's input; the outputs are checked against it
//   output_keypoint_indices: the keypoints that results have; all by default
//   visibility: see visibility.h
// In f32, as mmpose's SimCCLabel; image_px in f64. What only training uses stands in MMDeploy's files, too.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/frame.h"
#include "runtime/decode/visibility.h"

namespace slipway::runtime {
namespace {

constexpr const char* kSimcc = "SimCCLabelDecode";

struct SimccSettings {
  float split_ratio = 2;
  bool use_dark = false;
  std::array<int, 2> blur{};      // bins that the blur reaches over, along each axis
  std::array<int64_t, 2> bins{};  // W,H; 0 where they are not known
  std::vector<size_t> indices;    // empty: all keypoints
  Visibility visibility;
};

/// The vectors of one keypoint: where the larger values are, and how large.
struct Peak {
  float place = -1;  // bin
  float value = 0;
};

Peak find_peak(const float* vector, int64_t size) {
  const float* largest = std::max_element(vector, vector + size);
  return {static_cast<float>(largest - vector), *largest};
}

/// Moves `place` to where a parabola through the logarithms of the blurred vector is largest.
float refine(float place, const float* vector, int64_t size, int blur) {
  const int border = (blur - 1) / 2;
  const auto length = static_cast<int>(size);
  cv::Mat1f padded = cv::Mat1f::zeros(1, length + 2 * border);
  std::copy_n(vector, size, padded[0] + border);
  cv::GaussianBlur(padded, padded, cv::Size(blur, 1), 0);
  float* blurred = padded[0] + border;
  const float scale = *std::max_element(vector, vector + size) / *std::max_element(blurred, blurred + size);
  const int index = static_cast<int>(place + 2.5F) - 2;
  const auto slope = [&](int i) {
    // Beyond its ends the vector goes on as there; only before two bins of that comes the last one again, as NumPy's
    // negative indices have it.
    const int wrapped = i < -2 ? i + length + 4 : i;
    return std::log(std::clamp(blurred[std::clamp(wrapped, 0, length - 1)] * scale, 1e-3F, 50.0F));
  };
  const float first = 0.5F * (slope(index + 1) - slope(index - 1));
  const float second = 1e-9F + 0.25F * (slope(index + 2) - 2 * slope(index) + slope(index - 2));
  return place - first / second;
}

class SimccLabelDecode : public Decoder {
 public:
  explicit SimccLabelDecode(SimccSettings settings) : settings_(std::move(settings)) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    check(outputs, index);
    const Frame frame({Rescale::kInputScale, Clamp::kNone}, meta, false, kSimcc);
    const int64_t count = outputs[0].dim(1);
    Instances result;
    result.boxes = {meta.input_box.box};
    result.scores = {meta.input_box.score};
    auto& keypoints = result.keypoints.emplace_back();
    auto& scores = result.keypoint_scores.emplace_back();
    const size_t wanted = settings_.indices.empty() ? static_cast<size_t>(count) : settings_.indices.size();
    for (size_t i = 0; i < wanted; ++i) {
      const size_t k = settings_.indices.empty() ? i : settings_.indices[i];
      if (k >= static_cast<size_t>(count))
        fail("{} wants keypoint {} (output_keypoint_indices) of {}", kSimcc, k, count);
      std::array<float, 2> place{};
      Peak peaks[2];
      for (size_t axis : {size_t{0}, size_t{1}})
        peaks[axis] = find_peak(vector_of(outputs[axis], index, k), outputs[axis].dim(2));
      const float score = std::min(peaks[0].value, peaks[1].value);
      for (size_t axis : {size_t{0}, size_t{1}}) {
        float bin = score > 0 ? peaks[axis].place : -1.0F;
        if (settings_.use_dark)
          bin = refine(bin, vector_of(outputs[axis], index, k), outputs[axis].dim(2), settings_.blur[axis]);
        place[axis] = bin / settings_.split_ratio;
      }
      keypoints.push_back({frame.x(place[0]), frame.y(place[1])});
      scores.push_back(score);
    }
    settings_.visibility.add(result, outputs, index, settings_.indices);
    return result;
  }

  std::vector<HostTensor> merge_flipped(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& flipped,
                                        const std::vector<size_t>& flip_indices) const override {
    check(outputs, 0);
    check(flipped, 0);
    if (outputs[0].dim(1) != static_cast<int64_t>(flip_indices.size()))
      fail("the network gives {} keypoints, but the metainfo of the dataset has {}", outputs[0].dim(1),
           flip_indices.size());
    std::vector<HostTensor> merged;
    for (size_t axis : {size_t{0}, size_t{1}}) {
      HostTensor mean(DType::kF32, outputs[axis].shape());
      const auto size = static_cast<size_t>(mean.dim(2));
      float* to = mean.mutable_data<float>();
      for (size_t box = 0; box < static_cast<size_t>(mean.dim(0)); ++box)
        for (size_t k = 0; k < flip_indices.size(); ++k) {
          const float* straight = vector_of(outputs[axis], box, k);
          const float* mirrored = vector_of(flipped[axis], box, flip_indices[k]);
          for (size_t i = 0; i < size; ++i) *to++ = (straight[i] + mirrored[axis == 0 ? size - 1 - i : i]) * 0.5F;
        }
      merged.push_back(std::move(mean));
    }
    settings_.visibility.merge_flipped(merged, outputs, flipped, flip_indices);
    return merged;
  }

 private:
  static const float* vector_of(const HostTensor& output, size_t index, size_t keypoint) {
    const auto size = static_cast<size_t>(output.dim(2));
    return output.data<float>() + (index * static_cast<size_t>(output.dim(1)) + keypoint) * size;
  }

  void check(const std::vector<HostTensor>& outputs, size_t index) const {
    const auto good = [](const HostTensor& output) {
      return output.dtype() == DType::kF32 && output.shape().size() == 3 && output.dim(2) > 0;
    };
    settings_.visibility.check(outputs, kSimcc);
    if (settings_.visibility.others(outputs) != 2 || !good(outputs[0]) || !good(outputs[1]) ||
        outputs[0].dim(0) != outputs[1].dim(0) || outputs[0].dim(1) != outputs[1].dim(1))
      fail("{} takes outputs simcc_x f32[B,K,W] and simcc_y f32[B,K,H], got {}", kSimcc, describe_all(outputs));
    for (size_t axis : {size_t{0}, size_t{1}})
      if (settings_.bins[axis] > 0 && outputs[axis].dim(2) != settings_.bins[axis])
        fail("{}: {} has {} bins, but input_size and simcc_split_ratio make {}", kSimcc,
             axis == 0 ? "simcc_x" : "simcc_y", outputs[axis].dim(2), settings_.bins[axis]);
    if (index >= static_cast<size_t>(outputs[0].dim(0))) fail("no box {} in a batch of {}", index, outputs[0].dim(0));
  }

  SimccSettings settings_;
};

std::unique_ptr<Decoder> make_simcc(Params& params) {
  SimccSettings settings;
  const double ratio = params.number("simcc_split_ratio", 2);
  if (!(ratio > 0)) params.problem("'simcc_split_ratio' must be positive");
  settings.split_ratio = static_cast<float>(ratio);
  settings.use_dark = params.boolean("use_dark", false);
  std::vector<double> sigma{6, 6};
  if (const nlohmann::json* given = params.raw("sigma"))
    sigma = given->is_number() ? std::vector<double>(2, given->get<double>()) : params.numbers("sigma", 2, false);
  for (size_t axis = 0; axis < sigma.size(); ++axis) {
    const int size = static_cast<int>(std::floor((sigma[axis] * 20 - 7) / 3));
    settings.blur[axis] = size - (size % 2 == 0 ? 1 : 0);
    if (settings.use_dark && settings.blur[axis] < 3) params.problem("'sigma' is too small for 'use_dark'");
  }
  if (const std::vector<int64_t> size = params.size("input_size", false); !size.empty())
    settings.bins = {static_cast<int64_t>(static_cast<double>(size[0]) * ratio),
                     static_cast<int64_t>(static_cast<double>(size[1]) * ratio)};
  settings.indices = read_keypoint_indices(params);
  settings.visibility = read_visibility(params);
  if (params.boolean("export_postprocess", false))
    params.problem("'export_postprocess' (a network that decodes by itself) is not supported");
  if (params.boolean("flip_test", false)) params.problem("'flip_test' is not supported");
  params.ignore({"normalize", "smoothing_type", "label_smooth_weight", "decode_visibility", "decode_beta"});
  return std::make_unique<SimccLabelDecode>(std::move(settings));
}

const Registration kSimccLabel(decoders(), kSimcc, DecoderEntry{"mmpose", make_simcc});

}  // namespace
}  // namespace slipway::runtime
