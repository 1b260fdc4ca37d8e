// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

namespace slipway::task {
namespace {

const Registration kObjectDetection(tasks(), "ObjectDetection",
                                    Task{.name = "ObjectDetection",
                                         .sdk_class = "Detector",
                                         .kind = Kind::kInstances,
                                         .outputs = {Role::kBoxes, Role::kLabels},
                                         .candidates = {Role::kCandidates},
                                         .named_by = "",
                                         .configs = "configs/mmdet/detection"});

}  // namespace
}  // namespace slipway::task
