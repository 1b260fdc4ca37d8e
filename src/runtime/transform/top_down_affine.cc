// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// TopDownAffine: warps the part of the image that TopDownGetBboxCenterScale chose into the network's input; what lies
// beyond the image is black.
//   image_size: [w,h] of the input in px
//   use_udp: the centres of the corner pixels become those of the part's, instead of the corners each other's
// The part is made wider or higher, to the aspect ratio of the input. Sets img_shape, input_size, and input_scale.
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "runtime/transform/transform.h"
#include "runtime/transform/warp_matrix.h"

namespace slipway::runtime {
namespace {

class TopDownAffine : public Transform {
 public:
  TopDownAffine(std::array<int64_t, 2> size, bool use_udp) : size_(size), use_udp_(use_udp) {}

  void apply(Sample& sample) const override {
    const std::array<float, 2>& center = sample.meta.input_center;
    std::array<float, 2>& scale = sample.meta.input_scale;
    if (!(scale[0] > 0 && scale[1] > 0)) fail("TopDownAffine needs a box with an area, from TopDownGetBboxCenterScale");
    const auto ratio = static_cast<float>(static_cast<double>(size_[0]) / static_cast<double>(size_[1]));
    if (scale[0] > scale[1] * ratio)
      scale[1] = scale[0] / ratio;
    else
      scale[0] = scale[1] * ratio;
    const cv::Mat matrix =
        use_udp_ ? udp_warp_matrix(center, scale, {static_cast<double>(size_[0]), static_cast<double>(size_[1])})
                 : warp_matrix(center, scale, size_);
    require_size(sample.image, size_[0], size_[1], "TopDownAffine");
    cv::Mat warped;
    cv::warpAffine(sample.image, warped, matrix, cv::Size(static_cast<int>(size_[0]), static_cast<int>(size_[1])),
                   cv::INTER_LINEAR);
    sample.image = warped;
    sample.meta.img_shape = {size_[1], size_[0]};
    sample.meta.input_size = size_;
  }

 private:
  std::array<int64_t, 2> size_;
  bool use_udp_;
};

std::unique_ptr<Transform> make_top_down_affine(Params& params) {
  std::array<int64_t, 2> wanted{32, 32};
  if (const std::vector<int64_t> size = params.size("image_size", true); !size.empty()) wanted = {size[0], size[1]};
  if (wanted[0] > 32767 || wanted[1] > 32767) params.problem("'image_size' must not exceed 32767");
  return std::make_unique<TopDownAffine>(wanted, params.boolean("use_udp", false));
}

const Registration kTopDownAffine(transforms(), "TopDownAffine", make_top_down_affine);

}  // namespace
}  // namespace slipway::runtime
