// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// BottomupResize: one affine warp of the whole image into the input, centred, as mmpose's transform of that name.
//   input_size: [w,h] in px
//   resize_mode: fit (default; the whole image, padded; input_size must be a multiple of size_factor) or expand (the
//   shorter side
//     fills input_size, the longer one goes beyond, up to a multiple of size_factor)
//   size_factor: 32 by default
//   pad_val: [b,g,r]; [0,0,0] by default
//   use_udp: map the corner pixels' centres onto each other instead of the corners
// Sets img_shape, input_size, input_center and input_scale. Every intermediate value has the precision (f32 or f64)
// that the original's has: the warp rounds positions to 1/32 px, so that a last bit can change a pixel.
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "runtime/transform/transform.h"
#include "runtime/transform/warp_matrix.h"

namespace slipway::runtime {
namespace {

struct BottomupResizeSettings {
  int64_t width = 32, height = 32;
  int64_t size_factor = 32;
  bool expand = false;
  bool use_udp = false;
  cv::Scalar pad_val;
};

/// Where the image goes: its own size there, not rounded, and the size of the whole input.
struct Placement {
  double actual_w, actual_h;
  int64_t padded_w, padded_h;
};

int64_t ceil_to_multiple(double length, int64_t base) {
  return static_cast<int64_t>(std::ceil(length / static_cast<double>(base)) * static_cast<double>(base));
}

Placement place(const BottomupResizeSettings& s, int64_t image_w, int64_t image_h) {
  const double ratio = static_cast<double>(image_w) / static_cast<double>(image_h);
  Placement p{};
  p.padded_w = ceil_to_multiple(static_cast<double>(s.width), s.size_factor);
  p.padded_h = ceil_to_multiple(static_cast<double>(s.height), s.size_factor);
  const auto w = static_cast<double>(p.padded_w);
  const auto h = static_cast<double>(p.padded_h);
  if (!s.expand) {
    p.actual_w = std::min(w, h * ratio);
    p.actual_h = std::min(h, w / ratio);
  } else {
    p.actual_w = std::max(w, h * ratio);
    p.actual_h = std::max(h, w / ratio);
    p.padded_w = ceil_to_multiple(p.actual_w, s.size_factor);
    p.padded_h = ceil_to_multiple(p.actual_h, s.size_factor);
  }
  return p;
}

class BottomupResize : public Transform {
 public:
  explicit BottomupResize(const BottomupResizeSettings& settings) : settings_(settings) {}

  void apply(Sample& sample) const override {
    const int64_t w = sample.image.cols;
    const int64_t h = sample.image.rows;
    const Placement p = place(settings_, w, h);
    if (p.padded_w > 32767 || p.padded_h > 32767)
      fail("BottomupResize makes an image of {}x{} px one of {}x{} px", w, h, p.padded_w, p.padded_h);
    std::array<float, 2> center{};
    std::array<float, 2> scale{};
    cv::Mat matrix;
    if (settings_.use_udp) {
      center = {static_cast<float>((static_cast<double>(w) - 1.0) / 2),
                static_cast<float>((static_cast<double>(h) - 1.0) / 2)};
      scale = {static_cast<float>(w), static_cast<float>(h)};
      matrix = udp_warp_matrix(center, scale, {p.actual_w, p.actual_h});
    } else {
      center = {static_cast<float>(static_cast<double>(w) / 2), static_cast<float>(static_cast<double>(h) / 2)};
      scale = {static_cast<float>(static_cast<double>(w * p.padded_w) / p.actual_w),
               static_cast<float>(static_cast<double>(h * p.padded_h) / p.actual_h)};
      matrix = warp_matrix(center, scale, {p.padded_w, p.padded_h});
    }
    cv::Mat warped;
    require_size(sample.image, p.padded_w, p.padded_h, "BottomupResize");
    cv::warpAffine(sample.image, warped, matrix, cv::Size(static_cast<int>(p.padded_w), static_cast<int>(p.padded_h)),
                   cv::INTER_LINEAR, cv::BORDER_CONSTANT, settings_.pad_val);
    sample.image = warped;
    sample.meta.img_shape = {p.padded_h, p.padded_w};
    sample.meta.input_size = {p.padded_w, p.padded_h};
    sample.meta.input_center = center;
    sample.meta.input_scale = scale;
  }

 private:
  BottomupResizeSettings settings_;
};

std::unique_ptr<Transform> make_bottomup_resize(Params& params) {
  BottomupResizeSettings s;
  if (const std::vector<int64_t> size = params.size("input_size", true); !size.empty()) {
    s.width = size[0];
    s.height = size[1];
  }
  s.size_factor = params.integer("size_factor", 32, 1);
  s.expand = params.choice("resize_mode", "fit", {"fit", "expand"}) == "expand";
  s.use_udp = params.boolean("use_udp", false);
  if (!s.expand && (s.width % s.size_factor != 0 || s.height % s.size_factor != 0))
    params.problem(fmt::format("'input_size' [{},{}] must be a multiple of {} ('size_factor') for resize_mode 'fit'",
                               s.width, s.height, s.size_factor));
  const nlohmann::json* color = params.raw("pad_val");
  // One number means the first channel only: OpenCV takes it so, and the original hands it on.
  if (color != nullptr && color->is_number())
    s.pad_val = cv::Scalar(color->get<double>());
  else
    s.pad_val = read_color(params, "pad_val", color, 0);
  if (const nlohmann::json* scales = params.raw("aug_scales"); scales != nullptr && !scales->empty())
    params.problem("'aug_scales' (test-time augmentation) is not supported");
  return std::make_unique<BottomupResize>(s);
}

const Registration kBottomupResize(transforms(), "BottomupResize", make_bottomup_resize);

}  // namespace
}  // namespace slipway::runtime
