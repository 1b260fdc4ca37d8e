// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "slipway/config.h"

namespace slipway::package {

/// How detections are chosen, inside an exported graph or by the runtime.
struct PostProcessing {
  double score_threshold = 0;  ///< strictly above
  double iou_threshold = 1;    ///< suppressed strictly above
  int64_t pre_top_k = -1;      ///< only so many best candidates enter the suppression; -1 for all
  int64_t max_output = 0;      ///< at most so many survive the suppression
  int64_t keep_top_k = 0;      ///< rows of the outputs
  /// The number of candidates follows the input's size and may be smaller than keep_top_k.
  bool candidates_vary = false;
};

/// What the model's own test_cfg says about its post-processing; absent values come from the deploy config.
struct ModelThresholds {
  std::optional<double> score;
  std::optional<double> iou;
  std::optional<int64_t> max_per_image;
};

/// `score_thr`, `nms_thr` or `nms.iou_threshold`, and `max_per_img` of the test_cfg of a detector or of its head. Says
/// nothing about other keys: the model's builder does.
ModelThresholds read_model_thresholds(const config::Value& model_config);

/// Merges the model's thresholds with `codebase_config.post_processing`, the model's first, as MMDeploy does. A model's
/// own limit of instances also replaces `max_output_boxes_per_class`, which exists to bound the work of the suppression
/// and must not bound its result. Errors: slipway::Error for a missing `post_processing`, or thresholds out of range.
PostProcessing read_post_processing(const config::Value& deploy_config, const ModelThresholds& model);

}  // namespace slipway::package
