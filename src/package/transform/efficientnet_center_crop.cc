// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> efficientnet_center_crop(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const int64_t padding = args.integer("crop_padding", 32);
  if (padding < 0) args.refuse("crop_padding", "must not be negative");
  const std::array<int64_t, 2> size = deployed_size(transform, "crop_size", read_size(args, "crop_size"), context);
  Json result{{"type", "EfficientNetCenterCrop"}, {"crop_size", {size[0], size[1]}}, {"crop_padding", padding}};
  const bool interpolated = args.entry("interpolation") != nullptr;
  read_interpolation(args, result);
  if (!interpolated) result["interpolation"] = "bicubic";  // its default, unlike that of other transforms
  args.finish();
  return {result};
}

const RegisterTransform kEfficientNetCenterCrop({"mmpretrain.EfficientNetCenterCrop"}, efficientnet_center_crop);

}  // namespace
}  // namespace slipway::package
