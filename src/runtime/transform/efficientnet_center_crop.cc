// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// EfficientNetCenterCrop: a centred square of crop_size / (crop_size + crop_padding) of the short edge, resized to
// crop_size. This is mmpretrain's; MMDeploy's own runtime has no such step.
//   crop_size: [w,h] or one integer, px
//   crop_padding: px of an image with a short edge of crop_size + crop_padding, that are cut off; default 32
//   backend, interpolation: see resize_image.h
// Sets img_shape.
#include <algorithm>

#include "runtime/transform/resize_image.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class EfficientNetCenterCrop : public Transform {
 public:
  EfficientNetCenterCrop(int64_t width, int64_t height, int64_t padding, const Interpolation& interpolation)
      : width_(width), height_(height), padding_(padding), interpolation_(interpolation) {}

  void apply(Sample& sample) const override {
    const cv::Mat& image = sample.image;
    // In the order of the original, as the fraction is cut off.
    const auto wanted = static_cast<double>(std::max(width_, height_));
    const double side = wanted / (wanted + static_cast<double>(padding_)) * std::min(image.cols, image.rows);
    const auto [x, w] = span(image.cols, side);
    const auto [y, h] = span(image.rows, side);
    sample.image = resize_image(image(cv::Rect(x, y, w, h)), width_, height_, interpolation_, "EfficientNetCenterCrop");
    sample.meta.img_shape = {sample.image.rows, sample.image.cols};
  }

 private:
  /// Start and length of the part of an axis. The last pixel is start + side - 1, cut off, within the image.
  static std::pair<int, int> span(int length, double side) {
    const int64_t start = std::max<int64_t>(0, round_half_even((length - side) / 2));
    const auto last = std::min<int64_t>(length - 1, static_cast<int64_t>(static_cast<double>(start) + side - 1));
    return {static_cast<int>(start), static_cast<int>(std::max<int64_t>(1, last - start + 1))};
  }

  int64_t width_, height_, padding_;
  Interpolation interpolation_;
};

std::unique_ptr<Transform> make_efficientnet_center_crop(Params& params) {
  std::vector<int64_t> size = params.size("crop_size", true);
  if (size.empty()) size = {1, 1};
  const int64_t padding = params.integer("crop_padding", 32, 0);
  return std::make_unique<EfficientNetCenterCrop>(size[0], size[1], padding, read_interpolation(params));
}

const Registration kEfficientNetCenterCrop(transforms(), "EfficientNetCenterCrop", make_efficientnet_center_crop);

}  // namespace
}  // namespace slipway::runtime
