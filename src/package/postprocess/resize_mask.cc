// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A segmentor's ResizeMask: the head as MMDeploy writes it, and how scores become classes where they leave the network.
#include "package/pipeline.h"
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

Json make_resize_mask(const config::Value& model_config, const DeployConfig& deploy) {
  const config::Value* head = &model_config.at("model").at("decode_head");
  if (head->is_sequence() && head->size() > 0) head = &head->at(head->size() - 1);
  Json params = to_ordered_json(*head);
  params["with_argmax"] = deploy.chooses();
  if (!params.contains("align_corners")) params["align_corners"] = false;
  if (params.value("out_channels", Json()) == 1 && !params.contains("threshold")) params["threshold"] = 0.3;
  return {{"module", "mmseg"}, {"component", "ResizeMask"}, {"params", params}};
}

const Registration kResizeMask(postprocesses(), "Segmentation", make_resize_mask);

}  // namespace
}  // namespace slipway::package
