// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that resize to a size, by a factor, or to the length of an edge. In pipeline.json `size` is [w,h]; [s,-1]
// means a short edge of s.
#include <algorithm>

#include "base/error.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// [w,h] in the way that a Resize with keep_ratio is to use it.
void add_ratio(bool keep_ratio, const std::array<int64_t, 2>& size, const TransformContext& context, Json& result) {
  result["keep_ratio"] = keep_ratio;
  // mmcv turns the box for portraits; a network of one size, not as high as it is wide, needs all within the same.
  if (keep_ratio && context.fixed_size && context.input_shape && size[0] != size[1]) result["fixed_orientation"] = true;
}

/// MMDeploy stretches images to input_shape; here they keep their ratio where the model's own pipeline keeps it.
std::vector<Json> resize(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const bool keep_ratio = args.boolean("keep_ratio", false);
  Json result{{"type", "Resize"}};
  const config::Value* factor = args.find("scale_factor");
  if (args.find("scale") != nullptr || factor == nullptr) {
    const std::array<int64_t, 2> size = deployed_size(transform, "scale", read_size(args, "scale"), context);
    result["size"] = {size[0], size[1]};
    add_ratio(keep_ratio, size, context, result);
  } else if (context.input_shape) {
    const std::array<int64_t, 2>& size = *context.input_shape;
    context.notes.push_back(fmt::format("input_shape [{}, {}] of the deploy config replaces {}'s scale_factor {}",
                                        size[0], size[1], name_transform(transform), factor->repr()));
    result["size"] = {size[0], size[1]};
    add_ratio(keep_ratio, size, context, result);
  } else {
    if (!factor->is_float() && !(factor->is_sequence() && factor->size() == 2))
      args.refuse("scale_factor", fmt::format("must be a float or two of them, not {}", factor->repr()));
    else
      result["scale_factor"] = args.attempt([&] { return numbers(*factor); });
    result["keep_ratio"] = keep_ratio;
  }
  read_interpolation(args, result);
  args.ignore({"clip_object_border"});
  args.finish();
  return {result};
}

std::vector<Json> resize_edge(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  // pipeline.json has no other edge, and no config of these libraries uses one.
  args.expect("edge", {"short"});
  int64_t scale = read_size(args, "scale")[0];
  if (context.input_shape) {
    const int64_t needed = std::max((*context.input_shape)[0], (*context.input_shape)[1]);
    if (scale < needed) {
      context.notes.push_back(
          fmt::format("{} grows its short edge from {} to {}, so that input_shape [{}, {}] can be cut out",
                      name_transform(transform), scale, needed, (*context.input_shape)[0], (*context.input_shape)[1]));
      scale = needed;
    }
  }
  Json result{{"type", "Resize"}, {"keep_ratio", true}, {"size", {scale, -1}}};
  read_interpolation(args, result);
  args.finish();
  return {result};
}

/// With keep_ratio, a resize of its own kind and a Pad; without, a plain Resize.
std::vector<Json> fix_shape_resize(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const auto side = [&](const char* key) { return args.attempt([&] { return args.integer(key); }); };
  std::array<int64_t, 2> size{side("width"), side("height")};
  args.check();
  if (size[0] < 1 || size[1] < 1) fail("{}: width and height must be positive", name_transform(transform));
  size = deployed_size(transform, "width and height", size, context);
  const bool keep_ratio = args.boolean("keep_ratio", false);
  const Json color = read_pad_color(args, /*number_allowed=*/true);
  Json result = keep_ratio ? Json{{"type", "FixShapeResize"}, {"width", size[0]}, {"height", size[1]}}
                           : Json{{"type", "Resize"}, {"size", {size[0], size[1]}}, {"keep_ratio", false}};
  read_interpolation(args, result);
  args.ignore({"clip_object_border"});
  args.finish();
  if (!keep_ratio) return {result};
  return {result, pad_json(color, {{"size", {size[0], size[1]}}})};
}

const RegisterTransform kResize({"mmdet.Resize", "mmyolo.Resize", "mmcv.Resize", "mmpretrain.Resize", "mmseg.Resize"},
                                resize);
const RegisterTransform kFixShapeResize({"mmdet.FixShapeResize"}, fix_shape_resize);
const RegisterTransform kResizeEdge({"mmpretrain.ResizeEdge"}, resize_edge);

}  // namespace
}  // namespace slipway::package
