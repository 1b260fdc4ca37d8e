// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <opencv2/core.hpp>

#include "slipway/result.h"

namespace slipway::runtime {

/// @name Results as results.json has them, one file for each kind; columns that are empty are left out
/// @{
nlohmann::json to_json(
    const Instances& instances);                 ///< bboxes, bbox_scores, labels?, keypoints?, keypoint_scores?, ...
nlohmann::json to_json(const Classes& classes);  ///< pred_score, pred_label
nlohmann::json to_json(const LabelMap& map);     ///< shape [h,w], pixels: how many of each label
nlohmann::json to_json(const Result& result);
/// @}

/// @name The part of a result that is a file beside the JSON: of a map the classes, u8[H,W]; empty for other kinds
/// Errors: slipway::Error for labels above 255.
/// @{
cv::Mat to_image(const LabelMap& map);
cv::Mat to_image(const Result& result);
/// @}

}  // namespace slipway::runtime
