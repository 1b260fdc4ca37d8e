// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that cut out or pad.
#include "base/error.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> center_crop(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform,
                       {"crop_size", "auto_pad", "efficientnet_style", "crop_padding", "interpolation", "backend"},
                       {"pad_cfg", "clip_object_border"});
  expect_option(transform, "auto_pad", {false});
  expect_option(transform, "efficientnet_style", {false});
  const std::array<int64_t, 2> size = deployed_size(transform, "size", read_size(transform, "crop_size"), context);
  Json result{{"type", "CenterCrop"}};
  // One number where that says it all: the only form that MMDeploy's own runtime reads.
  if (size[0] == size[1])
    result["crop_size"] = size[0];
  else
    result["crop_size"] = {size[0], size[1]};
  return {result};
}

std::vector<Json> pad(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const Json color = read_pad_color(args, /*number_allowed=*/true);
  const bool square = args.boolean("pad_to_square", false);
  const bool sized = args.find("size") != nullptr;
  const bool divided = args.find("size_divisor") != nullptr;
  const int64_t divisor = divided ? args.integer("size_divisor", 1) : 1;
  if (divisor < 1) args.refuse("size_divisor", "must be positive");
  if (square && sized) args.refuse("size", "goes not with pad_to_square");
  if (!square && sized == divided)
    args.refuse("size", "one of 'size', 'size_divisor' and 'pad_to_square' is needed, and not two of them");
  const std::string mode = args.choice("padding_mode", "constant", {"constant", "edge", "reflect", "symmetric"});
  std::array<int64_t, 2> size{};
  if (sized) size = read_size(args, "size");
  args.finish();

  std::vector<Json> result;
  const auto add = [&](const Json& how) {
    result.push_back(pad_json(color, how));
    if (mode != "constant") result.back()["padding_mode"] = mode;
  };
  if (sized && context.input_shape) size = *context.input_shape;
  bool to_size = sized;
  if (square && context.fixed_size && context.input_shape && (*context.input_shape)[0] != (*context.input_shape)[1]) {
    size = *context.input_shape;
    to_size = true;
    context.notes.push_back(fmt::format("{} pads to input_shape [{}, {}] of the deploy config, which is no square",
                                        name_transform(transform), size[0], size[1]));
  }
  if (to_size)
    add({{"size", {size[0], size[1]}}});
  else if (square)
    add({{"pad_to_square", true}});
  // After pad_to_square a step of its own: MMDeploy's runtime takes one of them at a time.
  if (divided) add({{"size_divisor", divisor}});
  return result;
}

const RegisterTransform kCenterCrop({"mmpretrain.CenterCrop", "mmcv.CenterCrop"}, center_crop);
const RegisterTransform kPad({"mmdet.Pad", "mmcv.Pad"}, pad);

}  // namespace
}  // namespace slipway::package
