// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Resize, as mmcv's and mmdet's Resize and mmpretrain's ResizeEdge do it.
//   size: [w,h] in px; one integer means both; [n,-1] with keep_ratio sets one edge to n and scales the other alike
//     (ResizeEdge)
//   scale_factor: number or [w,h], instead of size
//   keep_ratio: as large as fits: the longer side within max(size), the shorter side within min(size)
//   edge: which edge [n,-1] sets: short (default), long, width or height
//   backend: whose resize it is, "cv2" (default) or "pillow", for images that are still bytes
//   interpolation: "bilinear" (default), "nearest", "bicubic" or "lanczos" of that library; OpenCV has "area" besides,
//     Pillow "box" and "hamming"
// Sets scale_factor (w,h) = new size / size before, and img_shape.
#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/error.h"
#include "runtime/transform/pillow_resize.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

struct Settings {
  int64_t width = 0, height = 0;      // of `size`
  double factor_w = 0, factor_h = 0;  // of `scale_factor`
  int64_t edge_length = 0;            // of [n,-1]
  std::string edge;
  bool keep_ratio = false;
  int interpolation = cv::INTER_LINEAR;
  std::optional<PillowFilter> pillow;  // instead of OpenCV's interpolation
};

int64_t scaled(int64_t length, double factor) {
  return static_cast<int64_t>(static_cast<double>(length) * factor + 0.5);
}

class Resize : public Transform {
 public:
  explicit Resize(Settings settings) : settings_(std::move(settings)) {}

  void apply(Sample& sample) const override {
    const int64_t w = sample.image.cols;
    const int64_t h = sample.image.rows;
    const auto [new_w, new_h] = target(w, h);
    if (new_w < 1 || new_h < 1 || new_w > 32767 || new_h > 32767)
      fail("Resize makes an image of {}x{} px one of {}x{} px", w, h, new_w, new_h);
    sample.image = resize(sample.image, cv::Size(static_cast<int>(new_w), static_cast<int>(new_h)));
    sample.meta.img_shape = {new_h, new_w};
    sample.meta.scale_factor = {static_cast<double>(new_w) / static_cast<double>(w),
                                static_cast<double>(new_h) / static_cast<double>(h)};
  }

 private:
  cv::Mat resize(const cv::Mat& image, const cv::Size& size) const {
    if (settings_.pillow) {
      if (image.depth() != CV_8U) fail("Resize with 'backend': 'pillow' must come before Normalize: it takes bytes");
      return pillow_resize(image, size, *settings_.pillow);
    }
    cv::Mat resized;
    cv::resize(image, resized, size, 0, 0, settings_.interpolation);
    return resized;
  }

  std::pair<int64_t, int64_t> target(int64_t w, int64_t h) const {
    const Settings& s = settings_;
    if (s.edge_length > 0) {
      const bool sets_width = (s.edge == "short" && w < h) || (s.edge == "long" && w > h) || s.edge == "width";
      // The other edge is cut off, not rounded; integer division is what int(n * h / w) gives.
      if (sets_width) return {s.edge_length, s.edge_length * h / w};
      return {s.edge_length * w / h, s.edge_length};
    }
    int64_t want_w = s.width;
    int64_t want_h = s.height;
    if (s.factor_w > 0) {
      want_w = scaled(w, s.factor_w);
      want_h = scaled(h, s.factor_h);
    }
    if (!s.keep_ratio) return {want_w, want_h};
    const double factor = std::min(static_cast<double>(std::max(want_w, want_h)) / static_cast<double>(std::max(w, h)),
                                   static_cast<double>(std::min(want_w, want_h)) / static_cast<double>(std::min(w, h)));
    return {scaled(w, factor), scaled(h, factor)};
  }

  Settings settings_;
};

int interpolation_code(const std::string& name) {
  if (name == "nearest") return cv::INTER_NEAREST;
  if (name == "bicubic") return cv::INTER_CUBIC;
  if (name == "area") return cv::INTER_AREA;
  if (name == "lanczos") return cv::INTER_LANCZOS4;
  return cv::INTER_LINEAR;
}

bool is_edge(const nlohmann::json& size) {
  return size.is_array() && size.size() == 2 && size[0].is_number_integer() && size[1].is_number_integer() &&
         size[0].get<int64_t>() > 0 && size[1].get<int64_t>() == -1;
}

std::unique_ptr<Transform> make(Params& params) {
  Settings s;
  s.keep_ratio = params.boolean("keep_ratio", false);
  if (params.choice("backend", "cv2", {"cv2", "pillow"}) == "pillow")
    s.pillow = pillow_filter(
        params.choice("interpolation", "bilinear", {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"}));
  else
    s.interpolation = interpolation_code(
        params.choice("interpolation", "bilinear", {"nearest", "bilinear", "bicubic", "area", "lanczos"}));
  s.edge = params.choice("edge", "short", {"short", "long", "width", "height"});
  const nlohmann::json* size = params.raw("size");
  const nlohmann::json* factor = params.raw("scale_factor");
  if (size != nullptr && is_edge(*size)) {
    s.edge_length = (*size)[0].get<int64_t>();
    if (!s.keep_ratio) params.problem("'size' " + brief(*size) + " needs 'keep_ratio': true");
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

const Registration kRegistered(transforms(), "Resize", make);

}  // namespace
}  // namespace slipway::runtime
