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
                                                 {"simcc", {Role::kSimccX, Role::kSimccY}}},
                                       .named_by = "",
                                       .configs = "configs/mmpose"});

}  // namespace
}  // namespace slipway::task
