// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Normalize: (x - mean) / std in f32, as the data preprocessors of mmengine, mmpose and mmpretrain compute it.
//   mean, std: [3] in the order of the channels after to_rgb, or [1]
//   to_rgb: swap BGR to RGB first (default false); MMDeploy's files may have it as text, "True" or "false"
//   to_float: accepted for MMDeploy's files; must be true
#include <array>
#include <opencv2/imgproc.hpp>

#include "base/strings.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class Normalize : public Transform {
 public:
  Normalize(const std::array<float, 3>& mean, const std::array<float, 3>& std, bool to_rgb)
      : mean_(mean), std_(std), to_rgb_(to_rgb) {
    // Pixels of 8 bits have 256 values: each is computed once, by the same two operations.
    for (size_t c = 0; c < 3; ++c)
      for (size_t value = 0; value < 256; ++value) table_[c][value] = normalized(static_cast<float>(value), c);
  }

  void apply(Sample& sample) const override {
    cv::Mat source = sample.image;
    if (source.depth() != CV_8U && source.depth() != CV_32F) source.convertTo(source, CV_32F);
    cv::Mat result(source.size(), CV_32FC3);
    for (int y = 0; y < source.rows; ++y) {
      auto* to = result.ptr<float>(y);
      if (source.depth() == CV_8U) {
        row(source.ptr<uchar>(y), to, source.cols, [&](uchar value, size_t c) { return table_[c][value]; });
      } else {
        row(source.ptr<float>(y), to, source.cols, [&](float value, size_t c) { return normalized(value, c); });
      }
    }
    sample.image = result;
    sample.normalized = true;
  }

 private:
  float normalized(float value, size_t channel) const { return (value - mean_[channel]) / std_[channel]; }

  template <typename T, typename F>
  void row(const T* from, float* to, int count, F&& value) const {
    const size_t first = to_rgb_ ? 2 : 0;
    const size_t last = 2 - first;
    for (int x = 0; x < count; ++x, from += 3, to += 3) {
      to[0] = value(from[first], 0);
      to[1] = value(from[1], 1);
      to[2] = value(from[last], 2);
    }
  }

  std::array<float, 3> mean_, std_;
  bool to_rgb_;
  std::array<std::array<float, 256>, 3> table_;
};

std::array<float, 3> three(const std::vector<double>& values, float fallback) {
  std::array<float, 3> result{fallback, fallback, fallback};
  for (size_t c = 0; c < 3 && !values.empty(); ++c) result[c] = static_cast<float>(values[values.size() == 1 ? 0 : c]);
  return result;
}

bool read_to_rgb(Params& params) {
  const nlohmann::json* value = params.raw("to_rgb");
  if (value != nullptr && value->is_string())
    for (const bool swap : {false, true})
      if (to_lower(value->get<std::string>()) == (swap ? "true" : "false")) return swap;
  return params.boolean("to_rgb", false);
}

std::unique_ptr<Transform> make_normalize(Params& params) {
  const std::array<float, 3> mean = three(params.numbers("mean", 3, true), 0);
  const std::array<float, 3> std = three(params.numbers("std", 3, true), 1);
  const bool to_rgb = read_to_rgb(params);
  for (float value : std)
    if (value == 0) {
      params.problem("'std' must not be 0");
      break;
    }
  if (!params.boolean("to_float", true)) params.problem("'to_float' must be true");
  return std::make_unique<Normalize>(mean, std, to_rgb);
}

const Registration kNormalize(transforms(), "Normalize", make_normalize);

}  // namespace
}  // namespace slipway::runtime
