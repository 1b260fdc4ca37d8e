// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "runtime/result/json.h"

namespace slipway::runtime {

nlohmann::json to_json(const Instances& instances) {
  nlohmann::json result{{"bboxes", instances.boxes}, {"bbox_scores", instances.scores}};
  // An image in which nothing was found says so in every column that poses have.
  if (!instances.labels.empty()) result["labels"] = instances.labels;
  if (!instances.keypoints.empty() || instances.labels.empty()) {
    result["keypoints"] = instances.keypoints;
    result["keypoint_scores"] = instances.keypoint_scores;
  }
  if (!instances.keypoints_visible.empty()) result["keypoints_visible"] = instances.keypoints_visible;
  if (!instances.track_ids.empty()) result["track_ids"] = instances.track_ids;
  for (const RunLengthMask& mask : instances.masks)
    result["masks"].push_back({{"size", mask.size}, {"counts", mask.counts}});
  return result;
}

}  // namespace slipway::runtime
