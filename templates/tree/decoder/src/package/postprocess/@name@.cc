// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// @Name@: classifiers whose head is a @Name@Head.
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

nlohmann::ordered_json postprocess_@name@(const config::Value& model_config, const DeployConfig&) {
  const config::Value* head = find_head(model_config);
  const double threshold = head != nullptr && head->contains("thr") ? head->at("thr").as_float() : 0.5;
  return {{"module", "mmcls"}, {"component", "@Name@"}, {"params", {{"threshold", threshold}}}};
}

const Registration k@Name@(postprocesses(), "Classification/@Name@Head", postprocess_@name@);

}  // namespace
}  // namespace slipway::package
