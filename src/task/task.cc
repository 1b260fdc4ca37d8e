// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

#include "base/error.h"
#include "base/strings.h"

namespace slipway::task {

Registry<Task>& tasks() {
  static Registry<Task> registry("task");
  return registry;
}

const Task& get(std::string_view name) {
  const Task* found = tasks().find(name);
  if (found == nullptr)
    fail("task '{}' is not supported{}; supported: {}", name, did_you_mean(name, tasks().keys()),
         join(tasks().keys(), ", "));
  return *found;
}

std::string_view usual_name(Role role) {
  switch (role) {
    case Role::kBoxes:
      return "dets";
    case Role::kLabels:
      return "labels";
    case Role::kKeypoints:
      return "keypoints";
    case Role::kMasks:
      return "masks";
    case Role::kCandidates:
      return "detection_output";
    case Role::kSimcc:
      return "simcc";
    case Role::kClassScores:
    case Role::kLabelMap:
    case Role::kHeatmaps:
      return "output";
  }
  return "output";
}

std::string describe(Role role) {
  switch (role) {
    case Role::kBoxes:
      return "dets (boxes and scores)";
    case Role::kLabels:
      return "labels (classes of the boxes)";
    case Role::kKeypoints:
      return "keypoints";
    case Role::kMasks:
      return "masks";
    case Role::kCandidates:
      return "detection_output (all candidates, which the runtime chooses from)";
    case Role::kClassScores:
      return "the class scores";
    case Role::kLabelMap:
      return "the class of each pixel";
    case Role::kSimcc:
      return "SimCC vectors of one axis";
    case Role::kHeatmaps:
      return "heatmaps";
  }
  return "an output";
}

bool is_position(Role role) { return role == Role::kBoxes || role == Role::kKeypoints || role == Role::kCandidates; }

Result empty_result(Kind kind) {
  switch (kind) {
    case Kind::kInstances:
      return Instances{};
    case Kind::kClasses:
      return Classes{};
    case Kind::kLabelMap:
      return LabelMap{};
  }
  return Instances{};
}

}  // namespace slipway::task
