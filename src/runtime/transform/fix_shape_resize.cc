// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// FixShapeResize, as mmdet's with keep_ratio, without the Pad that follows it (without keep_ratio it is a plain
// Resize).
//   width, height: the box in px that the image is to fit into
//   backend, interpolation: see resize_image.h
// Sets img_shape, and scale_factor to the factor that was aimed at: the size is rounded, and fitted once more to what
// came out of that, so that the sides of long images really have other factors.
#include <algorithm>

#include "runtime/transform/resize_image.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class FixShapeResize : public Transform {
 public:
  FixShapeResize(int64_t width, int64_t height, const Interpolation& interpolation)
      : width_(width), height_(height), interpolation_(interpolation) {}

  void apply(Sample& sample) const override {
    const int64_t w = sample.image.cols;
    const int64_t h = sample.image.rows;
    const double factor = std::min(static_cast<double>(width_) / static_cast<double>(w),
                                   static_cast<double>(height_) / static_cast<double>(h));
    const double rounded = factor_within(w, h, scaled(w, factor), scaled(h, factor));
    sample.image = resize_image(sample.image, scaled(w, rounded), scaled(h, rounded), interpolation_, "FixShapeResize");
    sample.meta.img_shape = {sample.image.rows, sample.image.cols};
    sample.meta.scale_factor = {factor, factor};
  }

 private:
  int64_t width_, height_;
  Interpolation interpolation_;
};

std::unique_ptr<Transform> make_fix_shape_resize(Params& params) {
  for (const char* key : {"width", "height"})
    if (!params.has(key)) params.problem(fmt::format("'{}' is missing", key));
  const int64_t width = params.integer("width", 1, 1);
  const int64_t height = params.integer("height", 1, 1);
  if (!params.boolean("keep_ratio", true))
    params.problem("'keep_ratio' must be true; without it, Resize does the same");
  params.ignore({"clip_object_border"});
  return std::make_unique<FixShapeResize>(width, height, read_interpolation(params));
}

const Registration kFixShapeResize(transforms(), "FixShapeResize", make_fix_shape_resize);

}  // namespace
}  // namespace slipway::runtime
