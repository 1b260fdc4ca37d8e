// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

namespace slipway::evaluate {

/// x1,y1,x2,y2 in image_px, all of them inside: a box from 3 to 5 is three pixels wide, as PASCAL VOC counts.
using PixelBox = std::array<float, 4>;

inline float pixel_area(const PixelBox& box) { return (box[2] - box[0] + 1.0F) * (box[3] - box[1] + 1.0F); }

/// IoU in single precision, each step rounded as mmdet's bbox_overlaps rounds it.
inline float pixel_iou(const PixelBox& a, const PixelBox& b) {
  constexpr float kSmallest = 1e-6F;
  const float w = std::max(std::min(a[2], b[2]) - std::max(a[0], b[0]) + 1.0F, 0.0F);
  const float h = std::max(std::min(a[3], b[3]) - std::max(a[1], b[1]) + 1.0F, 0.0F);
  const float both = w * h;
  return both / std::max(pixel_area(a) + pixel_area(b) - both, kSmallest);
}

}  // namespace slipway::evaluate
