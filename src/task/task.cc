// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

#include <algorithm>

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

const std::vector<Role>& Task::roles(bool chosen, std::string_view form) const {
  if (form.empty()) return chosen || candidates.empty() ? outputs : candidates;
  const auto found = forms.find(form);
  if (found == forms.end()) throw InternalError(fmt::format("{} has no form '{}' of outputs", name, form));
  return found->second;
}

bool Task::knows_output(std::string_view name) const {
  const auto any = [&](const std::vector<Role>& roles) {
    return std::any_of(roles.begin(), roles.end(), [&](Role role) { return usual_name(role) == name; });
  };
  return any(outputs) || any(candidates) ||
         std::any_of(forms.begin(), forms.end(), [&](const auto& form) { return any(form.second); });
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
    case Role::kSimccX:
      return "simcc_x";
    case Role::kSimccY:
      return "simcc_y";
    case Role::kVisibility:
      return "visibility";
    case Role::kClassScores:
    case Role::kLabelMap:
    case Role::kPixelScores:
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
    case Role::kSimccX:
      return "simcc_x (SimCC vectors along x)";
    case Role::kSimccY:
      return "simcc_y (those along y)";
    case Role::kPixelScores:
      return "the scores of each pixel (which the runtime chooses its class from)";
    case Role::kHeatmaps:
      return "heatmaps";
    case Role::kVisibility:
      return "visibility (of each keypoint)";
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
