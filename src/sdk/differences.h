// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace slipway::sdk {

/// What this runtime computes otherwise than MMDeploy's SDK 1.3.1 with the same pipeline.json, one sentence each with
/// the reason: where that differs from PyTorch, we follow PyTorch.
std::vector<std::string> differences_from_mmdeploy(const nlohmann::json& pipeline);

}  // namespace slipway::sdk
