// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::package {

/// What a deploy config holds that nobody acts on, one sentence each, with its place.
struct DeployKeys {
  std::vector<std::string> warnings;  ///< without effect here, or in MMDeploy as well: slips of the pen
  std::vector<std::string> problems;  ///< asks for another model than the one that would be made
};

/// Goes through every key but those of `backend_config`, which its backend judges, and of `dynamic_axes`, which name
/// tensors. Values are looked at only as far as they decide whether a key has an effect.
DeployKeys judge_deploy_keys(const config::Value& config);

}  // namespace slipway::package
