// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "package/deploy_config.h"
#include "slipway/config.h"

namespace slipway::package {

/// `skeleton` of deploy.json: what a pose model's keypoints are called and how they are drawn, as the config's metainfo
/// says: `dataset`, `keypoints` (K names), `links` (L pairs of indices), `keypoint_colors` (K RGB), `link_colors` (L
/// RGB), and `sigmas` (K, for OKS) where they are known. null for other tasks, and where the config does not say.
nlohmann::ordered_json make_skeleton(const config::Value& model_config, const DeployConfig& deploy);

}  // namespace slipway::package
