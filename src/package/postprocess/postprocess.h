// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How a model's head becomes the last task of pipeline.json: one component is one file here.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/registry.h"
#include "package/deploy_config.h"
#include "slipway/config.h"
#include "task/post_processing.h"

namespace slipway::package {

/// {"module", "component", "params"} of the task. Errors: slipway::Error for what the runtime does not have.
using Postprocess =
    std::function<nlohmann::ordered_json(const config::Value& model_config, const DeployConfig& deploy)>;

/// Keys are tasks ("Classification"), or "TASK/TYPE" for those whose codec, head or model is of a type that needs
/// another component ("Classification/MultiLabelLinearClsHead"); the latter win.
Registry<Postprocess>& postprocesses();

/// The component of a deployment.
nlohmann::ordered_json make_postprocess(const config::Value& model_config, const DeployConfig& deploy);

/// @name Helpers
/// @{
/// The head of a model config, with the model's test_cfg where it has one; of one that wraps another (mmpose's
/// VisPredictHead), the wrapped one. Null where there is none.
const config::Value* find_head(const config::Value& model_config);
/// Says in the parameters of a component for keypoints that there is an output `visibility`, where such a head has one.
void add_visibility(const config::Value& model_config, nlohmann::ordered_json& params);
/// "select" of a component, for a backend that cannot choose: the fields of task::PostProcessing by their names.
nlohmann::ordered_json selection_json(const config::Value& model_config, const DeployConfig& deploy);
/// @}

}  // namespace slipway::package
