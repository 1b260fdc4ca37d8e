// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

namespace slipway::task {
namespace {

const Registration kClassification(tasks(), "Classification",
                                   Task{.name = "Classification",
                                        .sdk_class = "Classifier",
                                        .kind = Kind::kClasses,
                                        .outputs = {Role::kClassScores},
                                        .candidates = {},
                                        .named_by = "backbone",
                                        .configs = "configs/mmpretrain"});

}  // namespace
}  // namespace slipway::task
