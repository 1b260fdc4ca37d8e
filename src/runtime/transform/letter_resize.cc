// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// LetterResize, as mmyolo's: as large as fits into a box, then padded on all sides to fill it.
//   scale: the box [w,h] in px; one integer means both
//   pad_val: number, [b,g,r] or {"img": ...}; 0 by default
//   allow_scale_up: false: smaller images are only padded (default true)
//   use_mini_pad: pads to the next multiple of 32 short of the box, not to the whole of it
//   stretch_only: both sides are stretched to the box; nothing is padded (use_mini_pad comes before it)
//   backend, interpolation: see resize_image.h
// Multiplies scale_factor (w,h) by the factor that was aimed at, before sizes were rounded; scales pad_offset likewise
// and adds what it pads at the left and at the top; sets img_shape.
#include <algorithm>

#include "runtime/transform/resize_image.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

constexpr int64_t kMiniPad = 32;

struct LetterResizeSettings {
  int64_t width = 0, height = 0;
  cv::Scalar pad_val;
  bool allow_scale_up = true;
  bool use_mini_pad = false;
  bool stretch_only = false;
  Interpolation interpolation;
};

/// One axis.
struct Fit {
  double factor;
  int64_t length;   // after resizing
  int64_t padding;  // on both sides together
};

class LetterResize : public Transform {
 public:
  explicit LetterResize(const LetterResizeSettings& settings) : settings_(settings) {}

  void apply(Sample& sample) const override {
    const int64_t w = sample.image.cols;
    const int64_t h = sample.image.rows;
    const bool own = sample.batch_shape[0] == 0;
    const int64_t box_w = own ? settings_.width : sample.batch_shape[1];
    const int64_t box_h = own ? settings_.height : sample.batch_shape[0];
    double factor = std::min(static_cast<double>(box_h) / static_cast<double>(h),
                             static_cast<double>(box_w) / static_cast<double>(w));
    if (!settings_.allow_scale_up) factor = std::min(factor, 1.0);
    const Fit x = fit(w, box_w, factor);
    const Fit y = fit(h, box_h, factor);
    if (x.length != w || y.length != h)
      sample.image = resize_image(sample.image, x.length, y.length, settings_.interpolation, "LetterResize");
    // Of an odd number of rows or columns, one more comes after the image than before it.
    const int64_t left = x.padding / 2;
    const int64_t top = y.padding / 2;
    if (x.padding > 0 || y.padding > 0) {
      require_size(sample.image, sample.image.cols + x.padding, sample.image.rows + y.padding, "LetterResize");
      cv::Mat padded;
      cv::copyMakeBorder(sample.image, padded, static_cast<int>(top), static_cast<int>(y.padding - top),
                         static_cast<int>(left), static_cast<int>(x.padding - left), cv::BORDER_CONSTANT,
                         settings_.pad_val);
      sample.image = padded;
    }
    sample.meta.img_shape = {sample.image.rows, sample.image.cols};
    sample.meta.scale_factor[0] *= x.factor;
    sample.meta.scale_factor[1] *= y.factor;
    sample.meta.pad_offset = {moved(sample.meta.pad_offset[0], x.factor, left),
                              moved(sample.meta.pad_offset[1], y.factor, top)};
  }

 private:
  Fit fit(int64_t length, int64_t box, double factor) const {
    const int64_t resized = round_half_even(static_cast<double>(length) * factor);
    if (settings_.use_mini_pad) return {factor, resized, (box - resized) % kMiniPad};
    if (settings_.stretch_only) return {static_cast<double>(box) / static_cast<double>(length), box, 0};
    return {factor, resized, box - resized};
  }

  /// The original keeps offsets in f32. Not inlined, as GCC 12 loses the step through f32 where it computes both axes
  /// at once.
  [[gnu::noinline]] static double moved(double offset, double factor, int64_t before) {
    return static_cast<double>(static_cast<float>(offset * factor + static_cast<double>(before)));
  }

  LetterResizeSettings settings_;
};

std::unique_ptr<Transform> make_letter_resize(Params& params) {
  LetterResizeSettings s;
  if (const std::vector<int64_t> size = params.size("scale", true); !size.empty()) {
    s.width = size[0];
    s.height = size[1];
  }
  s.pad_val = read_color(params, "pad_val", params.raw("pad_val"), 0);
  s.allow_scale_up = params.boolean("allow_scale_up", true);
  s.use_mini_pad = params.boolean("use_mini_pad", false);
  s.stretch_only = params.boolean("stretch_only", false);
  s.interpolation = read_interpolation(params);
  params.ignore({"keep_ratio", "clip_object_border"});
  return std::make_unique<LetterResize>(s);
}

const Registration kLetterResize(transforms(), "LetterResize", make_letter_resize);

}  // namespace
}  // namespace slipway::runtime
