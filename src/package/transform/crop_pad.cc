// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that cut out or pad.
#include "package/transform.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

std::vector<nlohmann::ordered_json> center_crop(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform,
                       {"crop_size", "auto_pad", "efficientnet_style", "crop_padding", "interpolation", "backend"},
                       {"pad_cfg", "clip_object_border"});
  expect_option(transform, "auto_pad", {false});
  expect_option(transform, "efficientnet_style", {false});
  std::array<int64_t, 2> size = read_size(transform, "crop_size");
  if (context.input_shape && *context.input_shape != size) {
    context.notes.push_back(fmt::format("input_shape [{}, {}] of the deploy config replaces {}'s size ({}, {})",
                                        (*context.input_shape)[0], (*context.input_shape)[1], name_transform(transform),
                                        size[0], size[1]));
    size = *context.input_shape;
  }
  nlohmann::ordered_json result{{"type", "CenterCrop"}};
  // One number where that says it all: the only form that MMDeploy's own runtime reads.
  if (size[0] == size[1])
    result["crop_size"] = size[0];
  else
    result["crop_size"] = {size[0], size[1]};
  return {result};
}

nlohmann::ordered_json read_pad_value(const config::Value& transform) {
  const config::Value* value = transform.find("pad_val");
  if (value == nullptr) return 0;
  if (!value->is_dict()) return numbers(*value);
  const config::Value* image = value->find("img");
  return image == nullptr ? nlohmann::ordered_json(0) : numbers(*image);
}

std::vector<nlohmann::ordered_json> pad(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"size", "size_divisor", "pad_to_square", "pad_val", "padding_mode"});
  expect_option(transform, "padding_mode", {"constant"});
  nlohmann::ordered_json result{{"type", "Pad"}, {"pad_val", read_pad_value(transform)}};
  if (transform.get("pad_to_square", false)) {
    result["pad_to_square"] = true;
  } else if (const config::Value* divisor = transform.find("size_divisor"); divisor != nullptr && !divisor->is_none()) {
    result["size_divisor"] = divisor->as_int();
  } else {
    std::array<int64_t, 2> size = read_size(transform, "size");
    if (context.input_shape) size = *context.input_shape;
    result["size"] = {size[0], size[1]};
  }
  return {result};
}

const RegisterTransform kCenterCrop({"mmpretrain.CenterCrop", "mmcv.CenterCrop"}, center_crop);
const RegisterTransform kPad({"mmdet.Pad", "mmcv.Pad", "mmpretrain.Pad"}, pad);

}  // namespace
}  // namespace slipway::package
