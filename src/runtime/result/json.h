// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "slipway/result.h"

namespace slipway::runtime {

/// @name Results as results.json has them, one file for each kind; columns that are empty are left out
/// @{
nlohmann::json to_json(
    const Instances& instances);                 ///< bboxes, bbox_scores, labels?, keypoints?, keypoint_scores?, ...
nlohmann::json to_json(const Classes& classes);  ///< pred_score, pred_label
nlohmann::json to_json(const LabelMap& map);     ///< shape [h,w], labels row by row
nlohmann::json to_json(const Result& result);
/// @}

}  // namespace slipway::runtime
