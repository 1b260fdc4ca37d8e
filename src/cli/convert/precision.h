// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "package/deploy_config.h"

namespace slipway::cli {

/// @name The precision that a deploy config asks for, judged before anything is converted
/// Errors: slipway::Error that names the place in the config. @param file the deploy config
/// @{
/// Refuses what no backend is converted to yet: INT8.
void require_known_precision(const package::DeployConfig& deploy, const std::string& file);
/// Refuses what the config's backend does not have. Loads the backend.
void require_supported_precision(const package::DeployConfig& deploy, const std::string& file);
/// @}

}  // namespace slipway::cli
