// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmyolo's own transforms, as its version 0.5 has them (0.6 rounds sizes and reckons scale factors in another way).
#include <cmath>

#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// One integer where it is all of the colour: the only form that MMDeploy's own runtime reads here.
Json one_number(const Json& color) {
  if (!color.is_array() || color[0] != color[1] || color[0] != color[2]) return color;
  const double value = color[0].get<double>();
  return value == std::floor(value) ? Json(static_cast<int64_t>(value)) : color;
}

std::vector<Json> letter_resize(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const std::array<int64_t, 2> scale = deployed_size(transform, "scale", read_size(args, "scale"), context);
  Json result{{"type", "LetterResize"},
              {"scale", {scale[0], scale[1]}},
              {"pad_val", {{"img", one_number(read_pad_color(args, /*number_allowed=*/false))}}},
              {"use_mini_pad", args.boolean("use_mini_pad", false)},
              {"stretch_only", args.boolean("stretch_only", false)},
              {"allow_scale_up", args.boolean("allow_scale_up", true)}};
  read_interpolation(args, result);
  args.expect("half_pad_param", {false});
  args.ignore({"scale_factor", "clip_object_border"});  // scale comes before a factor
  args.finish();
  context.pads_before = true;
  return {result};
}

/// A Resize, which MMDeploy's runtime knows, too: but there it enlarges by areas as well, and each side has its own
/// factor.
std::vector<Json> keep_ratio_resize(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const std::array<int64_t, 2> scale = deployed_size(transform, "scale", read_size(args, "scale"), context);
  args.expect("keep_ratio", {true});
  args.expect("backend", {"cv2"});  // Pillow has no areas
  // The original reads an interpolation and uses these.
  args.ignore({"interpolation", "scale_factor", "clip_object_border"});
  args.finish();
  return {{{"type", "Resize"},
           {"size", {scale[0], scale[1]}},
           {"keep_ratio", true},
           {"interpolation", "area"},
           {"enlarge_interpolation", "bilinear"},
           {"scale_factor_of", "height"}}};
}

const RegisterTransform kLetterResize({"mmyolo.LetterResize"}, letter_resize);
const RegisterTransform kKeepRatioResize({"mmyolo.YOLOv5KeepRatioResize"}, keep_ratio_resize);

}  // namespace
}  // namespace slipway::package
