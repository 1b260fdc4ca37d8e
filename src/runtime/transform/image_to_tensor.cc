// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ImageToTensor and DefaultFormatBundle: [H,W,3] to f32[1,3,H,W]. The network's input is always f32, also without a
// Normalize.
//   keys: must name "img"
//   img_to_float (DefaultFormatBundle): must be true
#include <algorithm>

#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

template <typename T>
void to_planes(const cv::Mat& image, float* out) {
  const size_t plane = image.total();
  size_t i = 0;
  for (int y = 0; y < image.rows; ++y) {
    const T* pixel = image.ptr<T>(y);
    for (int x = 0; x < image.cols; ++x, ++i, pixel += 3) {
      out[i] = static_cast<float>(pixel[0]);
      out[i + plane] = static_cast<float>(pixel[1]);
      out[i + 2 * plane] = static_cast<float>(pixel[2]);
    }
  }
}

class ImageToTensor : public Transform {
 public:
  Stage stage() const override { return Stage::kTensor; }
  void apply(Sample& sample) const override {
    const cv::Mat& image = sample.image;
    sample.tensor = HostTensor(DType::kF32, {1, 3, image.rows, image.cols});
    if (image.depth() == CV_8U)
      to_planes<uchar>(image, sample.tensor.mutable_data<float>());
    else
      to_planes<float>(image, sample.tensor.mutable_data<float>());
  }
};

std::unique_ptr<Transform> make_image_to_tensor(Params& params) {
  if (const nlohmann::json* keys = params.raw("keys"); keys != nullptr) {
    if (!keys->is_array() || std::find(keys->begin(), keys->end(), "img") == keys->end())
      params.problem("'keys' must be a list with \"img\", got " + brief(*keys));
  }
  return std::make_unique<ImageToTensor>();
}

std::unique_ptr<Transform> make_bundle(Params& params) {
  if (!params.boolean("img_to_float", true)) params.problem("'img_to_float' must be true");
  params.ignore({"pad_val"});
  return make_image_to_tensor(params);
}

const Registration kImageToTensor(transforms(), "ImageToTensor", make_image_to_tensor);
const Registration kBundle(transforms(), "DefaultFormatBundle", make_bundle);

}  // namespace
}  // namespace slipway::runtime
