// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Resize, as mmcv's and mmdet's Resize and mmpretrain's ResizeEdge do it.
//   size: [w,h] in px; one integer means both; [n,-1] with keep_ratio sets one edge to n and scales the other alike
//     (ResizeEdge)
//   scale_factor: number or [w,h], instead of size
//   keep_ratio: as large as fits: the longer side within max(size), the shorter side within min(size)
//   edge: which edge [n,-1] sets: short (default), long, width or height
//   fixed_orientation: with keep_ratio, size is a box that is never turned: within [w,h] whatever the image's own
//   orientation backend, interpolation: see resize_image.h enlarge_interpolation: another of OpenCV's for images that
//   keep_ratio enlarges (mmyolo's YOLOv5KeepRatioResize) scale_factor_of: "sides" (default), or "height", whose factor
//   counts for the width, too (YOLOv5KeepRatioResize)
// Sets scale_factor (w,h) = new size / size before, and img_shape.
#include <algorithm>
#include <optional>

#include "runtime/transform/resize_image.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

struct ResizeSettings {
  int64_t width = 0, height = 0;      // of `size`
  double factor_w = 0, factor_h = 0;  // of `scale_factor`
  int64_t edge_length = 0;            // of [n,-1]
  std::string edge;
  bool keep_ratio = false;
  bool fixed_orientation = false;
  Interpolation interpolation;
  std::optional<int> enlarge_interpolation;
  bool height_counts = false;
};

struct Target {
  int64_t width, height;
  double factor;  // of keep_ratio, else 0
};

class Resize : public Transform {
 public:
  explicit Resize(ResizeSettings settings) : settings_(std::move(settings)) {}

  void apply(Sample& sample) const override {
    const int64_t w = sample.image.cols;
    const int64_t h = sample.image.rows;
    const Target to = target(w, h);
    Interpolation interpolation = settings_.interpolation;
    if (settings_.enlarge_interpolation && to.factor >= 1) interpolation = {*settings_.enlarge_interpolation, {}};
    sample.image = resize_image(sample.image, to.width, to.height, interpolation, "Resize");
    sample.meta.img_shape = {to.height, to.width};
    const double factor_w = static_cast<double>(to.width) / static_cast<double>(w);
    const double factor_h = static_cast<double>(to.height) / static_cast<double>(h);
    sample.meta.scale_factor = {settings_.height_counts ? factor_h : factor_w, factor_h};
  }

 private:
  Target target(int64_t w, int64_t h) const {
    const ResizeSettings& s = settings_;
    if (s.edge_length > 0) {
      const bool sets_width = (s.edge == "short" && w < h) || (s.edge == "long" && w > h) || s.edge == "width";
      // The other edge is cut off, not rounded; integer division is what int(n * h / w) gives.
      if (sets_width) return {s.edge_length, s.edge_length * h / w, 0};
      return {s.edge_length * w / h, s.edge_length, 0};
    }
    int64_t want_w = s.width;
    int64_t want_h = s.height;
    if (s.factor_w > 0) {
      want_w = scaled(w, s.factor_w);
      want_h = scaled(h, s.factor_h);
    }
    if (!s.keep_ratio) return {want_w, want_h, 0};
    const double factor = s.fixed_orientation ? std::min(static_cast<double>(want_w) / static_cast<double>(w),
                                                         static_cast<double>(want_h) / static_cast<double>(h))
                                              : factor_within(w, h, want_w, want_h);
    return {scaled(w, factor), scaled(h, factor), factor};
  }

  ResizeSettings settings_;
};

bool is_edge(const nlohmann::json& size) {
  return size.is_array() && size.size() == 2 && size[0].is_number_integer() && size[1].is_number_integer() &&
         size[0].get<int64_t>() > 0 && size[1].get<int64_t>() == -1;
}

std::unique_ptr<Transform> make_resize(Params& params) {
  ResizeSettings s;
  s.keep_ratio = params.boolean("keep_ratio", false);
  s.fixed_orientation = params.boolean("fixed_orientation", false);
  s.interpolation = read_interpolation(params);
  if (params.has("enlarge_interpolation")) {
    s.enlarge_interpolation = read_opencv_interpolation(params, "enlarge_interpolation");
    if (!s.keep_ratio || s.interpolation.pillow)
      params.problem("'enlarge_interpolation' needs 'keep_ratio': true and 'backend': \"cv2\"");
  }
  s.height_counts = params.choice("scale_factor_of", "sides", {"sides", "height"}) == "height";
  s.edge = params.choice("edge", "short", {"short", "long", "width", "height"});
  const nlohmann::json* size = params.raw("size");
  const nlohmann::json* factor = params.raw("scale_factor");
  if (size != nullptr && is_edge(*size)) {
    s.edge_length = (*size)[0].get<int64_t>();
    if (!s.keep_ratio) params.problem("'size' " + brief(*size) + " needs 'keep_ratio': true");
    if (s.fixed_orientation) params.problem("'fixed_orientation' needs a 'size' with two sides");
  } else if (size != nullptr) {
    if (params.has("edge")) params.problem("'edge' needs a 'size' of the form [n,-1]");
    if (const std::vector<int64_t> wh = params.size("size", true); !wh.empty()) {
      s.width = wh[0];
      s.height = wh[1];
    }
  } else if (factor != nullptr) {
    if (factor->is_number() && factor->get<double>() > 0) {
      s.factor_w = s.factor_h = factor->get<double>();
    } else if (const std::vector<double> wh = params.numbers("scale_factor", 2, false); wh.size() == 2) {
      s.factor_w = wh[0];
      s.factor_h = wh[1];
      if (wh[0] <= 0 || wh[1] <= 0) params.problem("'scale_factor' must be positive");
    }
  } else {
    params.problem("'size' is missing");
  }
  params.ignore({"clip_object_border"});
  return std::make_unique<Resize>(std::move(s));
}

const Registration kResize(transforms(), "Resize", make_resize);

}  // namespace
}  // namespace slipway::runtime
