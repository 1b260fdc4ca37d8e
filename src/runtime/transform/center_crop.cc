// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// CenterCrop, as mmcv's (mmpretrain uses it).
//   crop_size: [w,h] or one integer
//   auto_pad: pad smaller images first (by pad_cfg: pad_val, padding_mode); without it they are cropped to what there
//   is
// Sets img_shape.
#include <algorithm>

#include "runtime/transform/pad.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class CenterCrop : public Transform {
 public:
  CenterCrop(int64_t width, int64_t height, bool auto_pad, const Padding& padding)
      : width_(width), height_(height), auto_pad_(auto_pad), padding_(padding) {}

  void apply(Sample& sample) const override {
    cv::Mat image = sample.image;
    if (auto_pad_) image = pad_to(image, width_, height_, padding_);
    const int64_t width = std::min<int64_t>(width_, image.cols);
    const int64_t height = std::min<int64_t>(height_, image.rows);
    // A half is rounded to the even neighbour: 341 -> 224 starts at 58, not 59.
    const int64_t x = round_half_even(static_cast<double>(image.cols - width) / 2.0);
    const int64_t y = round_half_even(static_cast<double>(image.rows - height) / 2.0);
    sample.image =
        image(cv::Rect(static_cast<int>(x), static_cast<int>(y), static_cast<int>(width), static_cast<int>(height)));
    sample.meta.img_shape = {sample.image.rows, sample.image.cols};
  }

 private:
  int64_t width_, height_;
  bool auto_pad_;
  Padding padding_;
};

std::unique_ptr<Transform> make_center_crop(Params& params) {
  std::vector<int64_t> size = params.size("crop_size", true);
  if (size.empty()) size = {1, 1};
  const bool auto_pad = params.boolean("auto_pad", false);
  Padding padding;
  if (const nlohmann::json* config = params.raw("pad_cfg"); config != nullptr && config->is_object()) {
    Params inner(*config, params.where() + ", 'pad_cfg'", params.problems());
    padding = read_padding(inner);
    inner.ignore({"size", "size_divisor", "pad_to_square"});  // the crop's size replaces them
    inner.finish();
  } else if (config != nullptr) {
    params.problem("'pad_cfg' must be an object, got " + brief(*config));
  }
  params.ignore({"clip_object_border"});
  return std::make_unique<CenterCrop>(size[0], size[1], auto_pad, padding);
}

const Registration kCenterCrop(transforms(), "CenterCrop", make_center_crop);

}  // namespace
}  // namespace slipway::runtime
