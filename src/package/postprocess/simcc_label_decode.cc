// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// SimCCLabelDecode: the codec's own keys, as MMDeploy writes them, and the keypoints that test_cfg chooses.
#include "config/args.h"
#include "package/model_config.h"
#include "package/pipeline.h"
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

Json make_simcc_label_decode(const config::Value& model_config, const DeployConfig& deploy) {
  const config::Value* codebase = find_dict(&deploy.config, "codebase_config");
  const config::Value* exported = codebase == nullptr ? nullptr : codebase->find("export_postprocess");
  if (exported != nullptr && *exported == config::Value(true))
    fail(
        "{}: export_postprocess=True (a network that decodes keypoints itself) is not supported; the runtime decodes "
        "them",
        config::place(*exported));
  Json params{{"flip_test", false}};
  const config::Value* codec = find_dict(find_head(model_config), "decoder");
  if (codec != nullptr) params.update(to_ordered_json(*codec));
  params.erase("_scope_");
  const config::Value* test_cfg = find_dict(&model_config.at("model"), "test_cfg");
  const config::Value* indices = test_cfg == nullptr ? nullptr : test_cfg->find("output_keypoint_indices");
  if (indices != nullptr && !indices->is_none()) params["output_keypoint_indices"] = to_ordered_json(*indices);
  params["export_postprocess"] = false;
  add_visibility(model_config, params);
  return {{"module", "mmpose"}, {"component", "SimCCLabelDecode"}, {"params", params}};
}

const Registration kSimccLabel(postprocesses(), "PoseDetection/SimCCLabel", make_simcc_label_decode);

}  // namespace
}  // namespace slipway::package
