// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that load an image, and those that only concern annotations or packing.
#include <algorithm>

#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> load_image(const config::Value& transform, TransformContext&) {
  check_transform_keys(transform, {"imdecode_backend", "color_type", "to_float32"},
                       {"backend_args", "file_client_args", "ignore_empty"});
  expect_option(transform, "imdecode_backend", {"cv2"});
  expect_option(transform, "color_type", {"color"});
  expect_option(transform, "to_float32", {false});  // resized floats are not rounded
  return {{{"type", "LoadImageFromFile"}}};
}

/// Packing can change what a head computes by the metas that it leaves out. @param usual what is kept by default
void check_meta_keys(config::Args& args, const std::vector<std::string>& usual,
                     const std::vector<std::pair<std::string, std::string>>& needed) {
  const config::Value* keys = args.entry("meta_keys");
  const std::vector<std::string> kept = keys == nullptr ? usual : args.attempt([&] { return keys->as_strings(); });
  for (const auto& [key, reason] : needed)
    if (std::find(kept.begin(), kept.end(), key) == kept.end())
      args.refuse("meta_keys", fmt::format("lacks '{}', {}", key, reason));
}

std::pair<std::string, std::string> pad_param() {
  return {"pad_param", "so that the head would leave LetterResize's padding in the boxes; add it"};
}

std::vector<Json> pack_detection(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  std::vector<std::pair<std::string, std::string>> needed{
      {"scale_factor", "without which no head puts boxes back into the image; add it"}};
  if (context.pads_before) needed.push_back(pad_param());
  check_meta_keys(args, {"scale_factor"}, needed);
  args.finish();
  return {};
}

std::vector<Json> pack_pose(const config::Value& transform, TransformContext& context) {
  config::Args args(transform, written_type(transform));
  if (context.pads_before) check_meta_keys(args, {}, {pad_param()});
  args.check();
  return {};
}

std::vector<Json> nothing(const config::Value&, TransformContext&) { return {}; }

const RegisterTransform kLoad({"mmpose.LoadImage", "mmpretrain.LoadImageFromFile", "mmcv.LoadImageFromFile"},
                              load_image);
const RegisterTransform kPackDetection({"mmdet.PackDetInputs", "mmyolo.PackDetInputs"}, pack_detection);
const RegisterTransform kPackPose({"mmpose.PackPoseInputs", "mmyolo.PackDetPoseInputs"}, pack_pose);
const RegisterTransform kNothing({"mmpose.GenerateTarget", "mmpretrain.PackInputs", "mmdet.LoadAnnotations",
                                  "mmcv.LoadAnnotations", "mmyolo.PoseToDetConverter", "mmyolo.LoadAnnotations",
                                  "mmpretrain.PackClsInputs", "mmseg.LoadAnnotations", "mmseg.PackSegInputs"},
                                 nothing);

}  // namespace
}  // namespace slipway::package
