// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

namespace slipway::task {
namespace {

const Registration kPoseDetection(tasks(), "PoseDetection",
                                  Task{.name = "PoseDetection",
                                       .sdk_class = "PoseDetector",
                                       .kind = Kind::kInstances,
                                       .outputs = {Role::kBoxes, Role::kKeypoints},
                                       .candidates = {},
                                       .forms = {{"heatmap", {Role::kHeatmaps}},
                                                 {"heatmap_visibility", {Role::kHeatmaps, Role::kVisibility}},
                                                 {"simcc", {Role::kSimccX, Role::kSimccY}},
                                                 {"simcc_visibility",
                                                  {Role::kSimccX, Role::kSimccY, Role::kVisibility}}},
                                       .named_by = "",
                                       .configs = "configs/mmpose"});

}  // namespace
}  // namespace slipway::task
