// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// A task is what a model is for, as data. Everything that depends on it reads this: nobody compares names of tasks.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/registry.h"
#include "slipway/result.h"

namespace slipway::task {

/// What an output of a network means. B batch, N rows, P places of all levels, C classes, K keypoints.
enum class Role {
  kBoxes,        ///< f32[B,N,5]: x1,y1,x2,y2 in input_px, score; best first, rows beyond an image's own are zero
  kLabels,       ///< i64[B,N]: class of each row of kBoxes; -1 in rows beyond an image's own
  kKeypoints,    ///< f32[B,N,K,3]: x,y in input_px, visibility
  kMasks,        ///< f32[B,N,H,W]
  kCandidates,   ///< f32[B,P,4+C]: x1,y1,x2,y2 in input_px, a score for each class; nobody has chosen among them
  kClassScores,  ///< f32[B,C]
  kLabelMap,     ///< i64[B,1,H,W]: class of each pixel of the input
  kPixelScores,  ///< f32[B,C,H,W]: a score for each class (or one for both of two), before any softmax or sigmoid
  kSimccX,       ///< f32[B,K,W]: how likely each place along x is, in simcc_bins
  kSimccY,       ///< the same along y
  kHeatmaps,     ///< f32[B,K,H,W], in heatmap_px
  kVisibility,   ///< f32[B,K]: how likely each keypoint can be seen, or the logit of that
};

/// Which alternative of Result a task gives.
enum class Kind { kInstances, kClasses, kLabelMap };

struct Task {
  std::string_view name;       ///< codebase_config.task, MMDeploy's: "ObjectDetection"
  std::string_view sdk_class;  ///< `task` of deploy.json: "Detector"
  Kind kind = Kind::kInstances;
  std::vector<Role> outputs;     ///< of a deployed network, in order
  std::vector<Role> candidates;  ///< of one whose backend cannot choose; empty: the same
  /// Outputs of networks that leave more of the decoding to the runtime, by the form that their heads name.
  std::map<std::string_view, std::vector<Role>> forms{};
  /// The part of the model config whose type names the model in deploy.json ("backbone"), "" for the model itself.
  std::string_view named_by;
  std::string_view configs;  ///< folder of its deploy configs: "configs/mmdet/detection"

  /// @param chosen whether the backend chooses detections @param form of the head's outputs, "" for the usual one
  const std::vector<Role>& roles(bool chosen, std::string_view form = {}) const;
  /// Whether an output of that usual name belongs to the task in one form or another.
  bool knows_output(std::string_view name) const;
};

/// Keys are names. One task is one file here, whose last line registers it.
Registry<Task>& tasks();
/// Errors: slipway::Error for an unknown name, with the nearest ones and all that there are.
const Task& get(std::string_view name);

/// MMDeploy's usual name of an output of that role: "dets", "labels".
std::string_view usual_name(Role role);
/// For messages: "dets (boxes and scores)".
std::string describe(Role role);
/// Whether values of that role are positions in px.
bool is_position(Role role);

/// A result of that kind that says nothing.
Result empty_result(Kind kind);

}  // namespace slipway::task
