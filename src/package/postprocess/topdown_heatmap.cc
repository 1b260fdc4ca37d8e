// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// TopdownHeatmapSimpleHeadDecode: the codec's own keys and those of test_cfg, as MMDeploy writes them, and what they
// mean in the keys that MMDeploy's runtime reads: it takes no notice of `unbiased`, `heatmap_type` and
// `blur_kernel_size`.
#include "package/model_config.h"
#include "package/pipeline.h"
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// What test_cfg says, with the codec's keys over it, as far as decoding goes by it.
Json decoder_params(const config::Value& model_config) {
  Json params{{"flip_test", false}};
  const config::Value* test_cfg = find_dict(&model_config.at("model"), "test_cfg");
  for (const char* key : {"flip_mode", "shift_heatmap", "output_keypoint_indices"})
    if (const config::Value* value = test_cfg == nullptr ? nullptr : test_cfg->find(key);
        value != nullptr && !value->is_none())
      params[key] = to_ordered_json(*value);
  if (const config::Value* codec = find_dict(find_head(model_config), "decoder"))
    params.update(to_ordered_json(*codec));
  params.erase("_scope_");
  add_visibility(model_config, params);
  return params;
}

Json component(Json params) {
  return {{"module", "mmpose"}, {"component", "TopdownHeatmapSimpleHeadDecode"}, {"params", std::move(params)}};
}

Json make_msra(const config::Value& model_config, const DeployConfig&) {
  Json params = decoder_params(model_config);
  const bool unbiased = params.value("unbiased", false);
  params["post_process"] = unbiased ? "unbiased" : "default";
  if (unbiased) params["modulate_kernel"] = params.value("blur_kernel_size", 11);
  return component(std::move(params));
}

Json make_udp(const config::Value& model_config, const DeployConfig&) {
  Json params = decoder_params(model_config);
  params["post_process"] = "default";
  params["use_udp"] = true;
  params["modulate_kernel"] = params.value("blur_kernel_size", 11);
  if (params.value("heatmap_type", "gaussian") == "combined") {
    params["target_type"] = "CombinedTarget";
    params["valid_radius_factor"] = params.value("radius_factor", 0.0546875);
  }
  return component(std::move(params));
}

Json make_megvii(const config::Value& model_config, const DeployConfig&) {
  Json params = decoder_params(model_config);
  params["post_process"] = "megvii";
  params["modulate_kernel"] = params.at("kernel_size");
  return component(std::move(params));
}

const Registration kMsra(postprocesses(), "PoseDetection/MSRAHeatmap", make_msra);
const Registration kUdp(postprocesses(), "PoseDetection/UDPHeatmap", make_udp);
const Registration kMegvii(postprocesses(), "PoseDetection/MegviiHeatmap", make_megvii);

}  // namespace
}  // namespace slipway::package
