// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "lower/onnx/lower.h"
#include "package/deploy_config.h"

namespace slipway::convert {

/// @name The precision that a deploy config asks for, judged before anything is converted
/// Errors: slipway::Error that names the place in the config. @param file the deploy config
/// @{
/// Refuses what no backend is converted to yet: INT8.
void require_known_precision(const package::DeployConfig& deploy, const std::string& file);
/// Refuses what the config's backend does not have, and options of f16 that are not known or not possible. Loads the
/// backend.
void require_supported_precision(const package::DeployConfig& deploy, const std::string& file);
/// Says so where outputs stay f32 though the config wants f16: they are coordinates. Once the form of the outputs is
/// known.
void warn_about_kept_outputs(const package::DeployConfig& deploy);
/// backend_config.common_config as the pass on the graph takes it; nothing where the model file is f32.
std::optional<lower::onnx::HalfOptions> half_options(const package::DeployConfig& deploy);
/// @}

}  // namespace slipway::convert
