// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {

/// Ids of the categories that have one of these names, in the order of the file: a label is a position here.
/// @param sorted in the order of their ids instead
/// Errors: slipway::Error where there are none, or the file has two categories of one id.
std::vector<int64_t> categories_of(const CocoTruth& truth, const std::vector<std::string>& names, bool sorted = false);

}  // namespace slipway::evaluate
