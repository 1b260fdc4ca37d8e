// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

std::vector<nlohmann::ordered_json> bottomup_resize(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"input_size", "aug_scales", "size_factor", "resize_mode", "pad_val", "use_udp"});
  expect_option(transform, "aug_scales", {config::Value()});
  std::array<int64_t, 2> size = read_size(transform, "input_size");
  if (context.input_shape && *context.input_shape != size) {
    context.notes.push_back(
        fmt::format("input_shape [{}, {}] of the deploy config replaces the model config's input size ({}, {})",
                    (*context.input_shape)[0], (*context.input_shape)[1], size[0], size[1]));
    size = *context.input_shape;
  }
  nlohmann::ordered_json result{{"type", "BottomupResize"},
                                {"input_size", {size[0], size[1]}},
                                {"size_factor", transform.get("size_factor", 32)},
                                {"resize_mode", transform.get("resize_mode", "fit")},
                                {"pad_val", {0, 0, 0}},
                                {"use_udp", transform.get("use_udp", false)}};
  if (const config::Value* pad = transform.find("pad_val")) result["pad_val"] = numbers(*pad);
  return {result};
}

const RegisterTransform kRegistered({"mmpose.BottomupResize"}, bottomup_resize);

}  // namespace
}  // namespace slipway::package
