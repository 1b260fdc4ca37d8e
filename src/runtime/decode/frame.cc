// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/frame.h"

#include <algorithm>

#include "base/error.h"

namespace slipway::runtime {

FrameSettings read_frame(Params& params, std::optional<std::string> fallback) {
  FrameSettings settings;
  if (!fallback && !params.has("rescale"))
    params.problem("'rescale' is missing; give 'input_scale', 'scale_factor' or 'none'");
  const std::string rescale =
      params.choice("rescale", fallback.value_or("none"), {"input_scale", "scale_factor", "none"});
  settings.rescale = rescale == "input_scale"    ? Rescale::kInputScale
                     : rescale == "scale_factor" ? Rescale::kScaleFactor
                                                 : Rescale::kNone;
  const std::string clamp = params.choice("clamp", "none", {"none", "ori_shape", "img_shape"});
  settings.clamp = clamp == "ori_shape" ? Clamp::kOriginal : clamp == "img_shape" ? Clamp::kImage : Clamp::kNone;
  return settings;
}

Frame::Frame(const FrameSettings& settings, const ImageMeta& meta, bool clamp_to_input, const char* component)
    : clamp_(settings.clamp), clamp_to_input_(clamp_to_input) {
  if (settings.rescale == Rescale::kInputScale && (meta.input_size[0] <= 0 || meta.input_size[1] <= 0))
    fail("{} needs BottomupResize or TopDownAffine among the transforms, which say what of the image the input shows",
         component);
  for (size_t axis : {size_t{0}, size_t{1}})
    axes_[axis] = {settings.rescale,
                   static_cast<double>(meta.input_size[axis]),
                   static_cast<double>(meta.input_scale[axis]),
                   static_cast<double>(meta.input_center[axis]),
                   static_cast<float>(meta.scale_factor[axis]),
                   static_cast<float>(meta.pad_offset[axis]),
                   static_cast<float>(meta.ori_shape[1 - axis]),
                   static_cast<float>(meta.img_shape[1 - axis]),
                   static_cast<float>(meta.net_size[axis])};
}

float Frame::Axis::to_image(double p) const {
  switch (rescale) {
    case Rescale::kInputScale:
      return static_cast<float>(p / input_size * input_scale + input_center - 0.5 * input_scale);
    case Rescale::kScaleFactor:
      return (static_cast<float>(p) - offset) / scale_factor;
    case Rescale::kNone:
      break;
  }
  return static_cast<float>(p);
}

std::array<float, 4> Frame::box(const float* box) const {
  std::array<float, 4> result{};
  for (size_t i = 0; i < 4; ++i) {
    const Axis& axis = axes_[i % 2];
    float p = box[i];
    // Not std::clamp: a NaN stays one.
    if (clamp_to_input_) p = std::min(std::max(p, 0.0F), axis.net);
    if (clamp_ == Clamp::kImage) p = std::min(std::max(p, 0.0F), axis.image);
    p = axis.to_image(static_cast<double>(p));
    if (clamp_ == Clamp::kOriginal) p = std::clamp(p, 0.0F, axis.original);
    result[i] = p;
  }
  return result;
}

}  // namespace slipway::runtime
