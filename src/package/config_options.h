// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::package {

/// Applies `--cfg-options KEY=VALUE` to the two configs of a command. `deploy:KEY=VALUE` and `model:KEY=VALUE` say
/// which one is meant; without, it is the deploy config where that has the first part of KEY, else the model config.
void apply_config_options(const std::vector<std::string>& options, config::Value& deploy, config::Value& model);

}  // namespace slipway::package
