// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Pad, at the right and at the bottom, as mmcv's and mmdet's Pad and the data preprocessors' pad_size_divisor do it.
//   size: [w,h], or pad_to_square: true, or size_divisor: n; pad_to_square and size_divisor may come together
//   pad_val: number, [b,g,r] or {"img": ...}; 0 by default
//   padding_mode: constant (default), edge, reflect or symmetric
// Sets img_shape, but not after Normalize: there it does what a data preprocessor does, and heads that clamp boxes to
// img_shape do not count that padding.
#include "runtime/transform/pad.h"

#include <algorithm>

#include "runtime/transform/transform.h"

namespace slipway::runtime {

Padding read_padding(Params& params) {
  Padding padding;
  padding.color = read_color(params, "pad_val", params.raw("pad_val"), 0);
  const std::string mode = params.choice("padding_mode", "constant", {"constant", "edge", "reflect", "symmetric"});
  padding.border = mode == "edge"        ? cv::BORDER_REPLICATE
                   : mode == "reflect"   ? cv::BORDER_REFLECT_101
                   : mode == "symmetric" ? cv::BORDER_REFLECT
                                         : cv::BORDER_CONSTANT;
  return padding;
}

cv::Mat pad_to(const cv::Mat& image, int64_t width, int64_t height, const Padding& padding) {
  require_size(image, std::max<int64_t>(width, image.cols), std::max<int64_t>(height, image.rows), "Pad");
  const int right = static_cast<int>(std::max<int64_t>(0, width - image.cols));
  const int bottom = static_cast<int>(std::max<int64_t>(0, height - image.rows));
  if (right == 0 && bottom == 0) return image;
  cv::Mat padded;
  cv::copyMakeBorder(image, padded, 0, bottom, 0, right, padding.border, padding.color);
  return padded;
}

namespace {

struct PadSettings {
  std::vector<int64_t> size;  // [w,h] or empty
  int64_t divisor = 0;
  bool square = false;
  Padding padding;
};

class Pad : public Transform {
 public:
  explicit Pad(PadSettings settings) : settings_(std::move(settings)) {}

  void apply(Sample& sample) const override {
    int64_t width = sample.image.cols;
    int64_t height = sample.image.rows;
    if (settings_.square) width = height = std::max(width, height);
    if (!settings_.size.empty()) {
      width = settings_.size[0];
      height = settings_.size[1];
    }
    if (const int64_t n = settings_.divisor; n > 1) {
      width = (width + n - 1) / n * n;
      height = (height + n - 1) / n * n;
    }
    sample.image = pad_to(sample.image, width, height, settings_.padding);
    if (!sample.normalized) sample.meta.img_shape = {sample.image.rows, sample.image.cols};
  }

 private:
  PadSettings settings_;
};

std::unique_ptr<Transform> make_pad(Params& params) {
  PadSettings s;
  s.size = params.size("size", false);
  s.divisor = params.integer("size_divisor", 0, 1);
  s.square = params.boolean("pad_to_square", false);
  s.padding = read_padding(params);
  if (params.has("size") && (s.square || s.divisor > 0))
    params.problem("'size' excludes 'pad_to_square' and 'size_divisor'");
  if (!params.has("size") && !s.square && s.divisor == 0)
    params.problem("one of 'size', 'size_divisor' and 'pad_to_square' is needed");
  return std::make_unique<Pad>(std::move(s));
}

const Registration kPad(transforms(), "Pad", make_pad);

}  // namespace
}  // namespace slipway::runtime
