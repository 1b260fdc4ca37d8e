// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/pipeline.h"

namespace slipway::runtime {

nlohmann::json to_json(const Result& result) {
  if (const auto* pose = std::get_if<PoseResult>(&result))
    return {{"bboxes", pose->bboxes},
            {"bbox_scores", pose->bbox_scores},
            {"keypoints", pose->keypoints},
            {"keypoint_scores", pose->keypoint_scores}};
  if (const auto* labels = std::get_if<MultiLabelResult>(&result))
    return {{"pred_score", labels->scores}, {"pred_label", labels->labels}};
  const auto& classes = std::get<ClassResult>(result);
  return {{"pred_score", classes.scores}, {"pred_label", classes.label}};
}

}  // namespace slipway::runtime
