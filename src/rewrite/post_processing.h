// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "rewrite/pose_selection.h"
#include "rewrite/rewriter.h"

namespace slipway::rewrite {

/// What the model's own test_cfg says about its post-processing; absent values come from the deploy config.
struct ModelThresholds {
  std::optional<double> score;
  std::optional<double> iou;
  std::optional<int64_t> max_per_image;
};

/// Merges the model's thresholds with `codebase_config.post_processing`, the model's first, as MMDeploy does. A model's
/// own limit of instances also replaces `max_output_boxes_per_class`, which exists to bound the work of the suppression
/// and must not bound its result. Errors: slipway::Error for a missing `post_processing`, or thresholds out of range.
SelectionParameters read_post_processing(const Context& context, const ModelThresholds& model);

}  // namespace slipway::rewrite
