// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ResizeBBox: detectors. The model's test_cfg, as MMDeploy writes it, and what its runtime does not know: how boxes
// become image_px (where mmyolo clamps to the image, mmdet's RTMDet to the padded input, its YOLOX not at all), and how
// to choose where the backend cannot.
#include "package/pipeline.h"
#include "package/post_processing.h"
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::string clamp_of(const config::Value& model_config) {
  if (read_model_settings(model_config).clamp_to_original) return "ori_shape";
  // Heads that clamp when they decode do it by their coder.
  const config::Value* head = find_head(model_config);
  const config::Value* coder = head == nullptr ? nullptr : head->find("bbox_coder");
  const bool clips = coder != nullptr && coder->is_dict() && coder->get("clip_border", true);
  return clips ? "img_shape" : "none";
}

Json make_resize_bbox(const config::Value& model_config, const DeployConfig& deploy) {
  Json params = Json::object();
  const config::Value* settings = model_config.at("model").find("test_cfg");
  if (settings != nullptr && settings->is_dict()) params = to_ordered_json(*settings);
  params["rescale"] = "scale_factor";
  params["clamp"] = clamp_of(model_config);
  if (!deploy.capabilities.selects_detections) params["select"] = selection_json(model_config, deploy);
  return {{"module", "mmdet"}, {"component", "ResizeBBox"}, {"params", params}};
}

const Registration kResizeBBox(postprocesses(), "ObjectDetection", make_resize_bbox);

}  // namespace
}  // namespace slipway::package
