// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/suppress.h"

#include <algorithm>
#include <map>

namespace slipway::model {
namespace {

float area(const Box& box) { return (box[2] - box[0]) * (box[3] - box[1]); }

float iou(const Box& a, const Box& b, float min_union) {
  const float width = std::max(std::min(a[2], b[2]) - std::max(a[0], b[0]), 0.0F);
  const float height = std::max(std::min(a[3], b[3]) - std::max(a[1], b[1]), 0.0F);
  const float overlap = width * height;
  return overlap / std::max(area(a) + area(b) - overlap, min_union);
}

}  // namespace

std::vector<size_t> suppress(const std::vector<Box>& boxes, const std::vector<int64_t>& labels, double iou_threshold,
                             int64_t max_per_class, float min_union) {
  const float threshold = static_cast<float>(iou_threshold);
  std::map<int64_t, std::vector<size_t>> kept_of_class;
  std::vector<size_t> kept;
  for (size_t i = 0; i < boxes.size(); ++i) {
    std::vector<size_t>& rivals = kept_of_class[labels[i]];
    if (static_cast<int64_t>(rivals.size()) >= max_per_class) continue;
    const bool suppressed = iou_threshold < 1 && std::any_of(rivals.begin(), rivals.end(), [&](size_t other) {
                              return iou(boxes[other], boxes[i], min_union) > threshold;
                            });
    if (suppressed) continue;
    rivals.push_back(i);
    kept.push_back(i);
  }
  return kept;
}

}  // namespace slipway::model
