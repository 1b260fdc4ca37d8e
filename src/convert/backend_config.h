// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "package/deploy_config.h"

namespace slipway::convert {

/// Asks the config's backend what is wrong with its `backend_config`. Loads the backend.
/// Errors: slipway::Error that lists all of it, a line each, with file and line. @param file the deploy config
void check_backend_config(const package::DeployConfig& deploy, const std::string& file);

}  // namespace slipway::convert
