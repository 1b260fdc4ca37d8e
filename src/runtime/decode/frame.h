// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "runtime/params.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// How input_px become image_px, which is how pre-processing made the input.
enum class Rescale { kInputScale, kScaleFactor, kNone };
/// What boxes are clamped to besides; keypoints never are.
enum class Clamp { kNone, kOriginal, kImage };

struct FrameSettings {
  Rescale rescale = Rescale::kNone;
  Clamp clamp = Clamp::kNone;
};

/// Reads
///   rescale: "input_scale"   BottomupResize: p / input_size * input_scale + input_center - input_scale / 2, in f64, as
///   mmpose
///            "scale_factor"  Resize, LetterResize, Pad: (p - pad_offset) / scale_factor, in f32, as mmdet and mmyolo
///            "none"          the input is the image
///   clamp:   "none" (default); "ori_shape": to [0,w] x [0,h] of the original image; "img_shape": before rescaling, to
///   the
///            size of the image in the network's input (with what the pipeline padded)
/// @param fallback of `rescale`; without one it is required
FrameSettings read_frame(Params& params, std::optional<std::string> fallback = std::nullopt);

/// Maps positions of one image from input_px to image_px.
class Frame {
 public:
  /// @param clamp_to_input boxes are clamped to the network's input as well, before all else. Errors: slipway::Error
  /// where the transforms gave nothing to rescale by. @param component for messages
  Frame(const FrameSettings& settings, const ImageMeta& meta, bool clamp_to_input, const char* component);

  /// @param p f32, but where the original's is f64
  float x(double p) const { return axes_[0].to_image(p); }
  float y(double p) const { return axes_[1].to_image(p); }
  /// @param box f32[4] x1,y1,x2,y2
  std::array<float, 4> box(const float* box) const;

 private:
  struct Axis {
    Rescale rescale;
    double input_size, input_scale, input_center;
    float scale_factor, offset, original, image, net;
    float to_image(double p) const;
  };
  Clamp clamp_;
  bool clamp_to_input_;
  Axis axes_[2];
};

}  // namespace slipway::runtime
