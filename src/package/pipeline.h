// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "package/deploy_config.h"
#include "slipway/config.h"

namespace slipway::package {

/// pipeline.json of a model, in MMDeploy's structure, from its configs.
struct PipelineFile {
  nlohmann::ordered_json json;
  std::vector<std::string> notes;  ///< warnings for the user
};

/// Errors: slipway::Error that lists all transforms and options of the test pipeline that the runtime does not have.
PipelineFile make_pipeline(const config::Value& model_config, const DeployConfig& deploy);

/// deploy.json: what the runtime loads. @param files of the backend, as deploy.json names them (`net`, then `weights`)
/// @param classes names of the classes, by label; empty where nobody knows them
nlohmann::ordered_json make_deploy_info(const config::Value& model_config, const DeployConfig& deploy,
                                        const std::vector<std::string>& files,
                                        const std::vector<std::string>& classes = {});

/// detail.json: where the model comes from.
nlohmann::ordered_json make_detail(const config::Value& model_config, const DeployConfig& deploy,
                                   const std::filesystem::path& checkpoint);

/// As MMDeploy names models: type of the backbone in lower case for classifiers, of the model otherwise.
std::string model_name(const config::Value& model_config, const DeployConfig& deploy);

/// A config value as JSON, keys in order.
nlohmann::ordered_json to_ordered_json(const config::Value& value);

}  // namespace slipway::package
