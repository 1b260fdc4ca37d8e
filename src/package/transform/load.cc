// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that load an image, and those that only concern annotations or packing.
#include "package/transform.h"

namespace slipway::package {
namespace {

std::vector<nlohmann::ordered_json> load_image(const config::Value& transform, TransformContext&) {
  check_transform_keys(transform, {"imdecode_backend", "color_type"},
                       {"backend_args", "file_client_args", "ignore_empty", "to_float32"});
  expect_option(transform, "imdecode_backend", {"cv2"});
  expect_option(transform, "color_type", {"color"});
  return {{{"type", "LoadImageFromFile"}}};
}

std::vector<nlohmann::ordered_json> nothing(const config::Value&, TransformContext&) { return {}; }

const RegisterTransform kLoad({"mmpose.LoadImage", "mmpretrain.LoadImageFromFile", "mmdet.LoadImageFromFile",
                               "mmcv.LoadImageFromFile", "mmengine.LoadImageFromFile"},
                              load_image);
const RegisterTransform kNothing({"mmpose.PackPoseInputs", "mmpose.GenerateTarget", "mmpretrain.PackInputs",
                                  "mmdet.PackDetInputs", "mmdet.LoadAnnotations", "mmcv.LoadAnnotations",
                                  "mmyolo.PackDetPoseInputs", "mmpose.PackDetPoseInputs", "mmyolo.PoseToDetConverter",
                                  "mmpose.PoseToDetConverter", "mmyolo.LoadAnnotations"},
                                 nothing);

}  // namespace
}  // namespace slipway::package
