// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace slipway::model {

using Box = std::array<float, 4>;  ///< x1,y1,x2,y2 in any one frame

/// Greedy suppression of boxes that are sorted, best first, as the libraries do it on PyTorch's side, within classes.
/// In float, and in their order of operations.
/// @param labels classes of the boxes
/// @param iou_threshold a box goes when its IoU with a better kept one of its class is > this; 1 and more: none does
/// @param max_per_class at most so many of a class are kept
/// @param min_union smaller unions count as this
/// @return indices of those kept, in order
std::vector<size_t> suppress(const std::vector<Box>& boxes, const std::vector<int64_t>& labels, double iou_threshold,
                             int64_t max_per_class, float min_union);

}  // namespace slipway::model
