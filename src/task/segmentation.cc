// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

namespace slipway::task {
namespace {

const Registration kSegmentation(tasks(), "Segmentation",
                                 Task{.name = "Segmentation",
                                      .sdk_class = "Segmentor",
                                      .kind = Kind::kLabelMap,
                                      .outputs = {Role::kLabelMap},
                                      .candidates = {Role::kPixelScores},
                                      .named_by = "decode_head",
                                      .configs = "configs/mmseg"});

}  // namespace
}  // namespace slipway::task
