// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// YOLOXPoseDecode: mmpose maps back by the centre and scale of its warp; detectors by the factor of their resize, and
// they keep boxes inside the image.
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

Json make_yolox_pose_decode(Json params, const config::Value& model_config, const DeployConfig& deploy) {
  if (!deploy.capabilities.selects_detections) params["select"] = selection_json(model_config, deploy);
  return {{"module", "mmpose"}, {"component", "YOLOXPoseDecode"}, {"params", params}};
}

Json warped(const config::Value& model_config, const DeployConfig& deploy) {
  return make_yolox_pose_decode({{"rescale", "input_scale"}}, model_config, deploy);
}

Json resized(const config::Value& model_config, const DeployConfig& deploy) {
  return make_yolox_pose_decode({{"rescale", "scale_factor"}, {"clamp", "ori_shape"}}, model_config, deploy);
}

const Registration kWarped(postprocesses(), "PoseDetection/BottomupPoseEstimator", warped);
const Registration kResized(postprocesses(), "PoseDetection", resized);

}  // namespace
}  // namespace slipway::package
