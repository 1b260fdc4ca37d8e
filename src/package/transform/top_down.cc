// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's transforms of top-down models, by MMDeploy's names. MMDeploy writes a padding of 1.25 whatever the model
// config says; here it is the config's.
#include "package/transform.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> get_bbox_center_scale(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const double padding = args.number("padding", 1.25);
  if (!(padding > 0)) args.refuse("padding", "must be positive");
  args.finish();
  context.box_padding = padding;
  return {};
}

std::vector<Json> topdown_affine(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  const std::array<int64_t, 2> own = read_size(args, "input_size");
  const bool use_udp = args.boolean("use_udp", false);
  if (!context.box_padding) args.refuse("type", "needs a GetBBoxCenterScale before it");
  args.finish();
  const std::array<int64_t, 2> size = deployed_size(transform, "input_size", own, context);
  Json warp{{"type", "TopDownAffine"}, {"image_size", {size[0], size[1]}}};
  if (use_udp) warp["use_udp"] = true;
  // Both have the size in MMDeploy's files.
  return {
      {{"type", "TopDownGetBboxCenterScale"}, {"padding", *context.box_padding}, {"image_size", {size[0], size[1]}}},
      warp};
}

const RegisterTransform kCenterScale({"mmpose.GetBBoxCenterScale"}, get_bbox_center_scale);
const RegisterTransform kAffine({"mmpose.TopdownAffine"}, topdown_affine);

}  // namespace
}  // namespace slipway::package
