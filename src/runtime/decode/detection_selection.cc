// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/detection_selection.h"

#include <algorithm>

namespace slipway::runtime {
namespace {

constexpr size_t kColumns = 5;

bool overlaps(const float* a, const float* b, float threshold) {
  const float width = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const float height = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const float intersection = width * height;
  const float area_a = (a[2] - a[0]) * (a[3] - a[1]);
  const float area_b = (b[2] - b[0]) * (b[3] - b[1]);
  return intersection / (area_a + area_b - intersection) > threshold;
}

}  // namespace

DetectionSelection DetectionSelection::read(Params& params) {
  DetectionSelection result;
  result.score_threshold = static_cast<float>(params.number("score_threshold", 0));
  result.iou_threshold = static_cast<float>(params.number("iou_threshold", 1));
  result.pre_top_k = params.integer("pre_top_k", -1, -1);
  result.max_output = params.integer("max_output", 1, 1);
  result.keep_top_k = params.integer("keep_top_k", 1, 1);
  return result;
}

std::vector<size_t> select_detections(const float* dets, size_t count, const DetectionSelection& selection) {
  const auto det = [&](size_t i) { return dets + i * kColumns; };
  const auto score = [&](size_t i) { return det(i)[4]; };
  std::vector<size_t> order;
  for (size_t i = 0; i < count; ++i)
    if (score(i) > selection.score_threshold) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return score(a) > score(b); });
  if (selection.pre_top_k > 0) order.resize(std::min(order.size(), static_cast<size_t>(selection.pre_top_k)));
  // Best first: those that are cut off would have suppressed nothing that is kept.
  const auto limit = static_cast<size_t>(std::min(selection.max_output, selection.keep_top_k));
  std::vector<size_t> kept;
  for (size_t candidate : order) {
    if (kept.size() >= limit) break;
    const bool suppressed = std::any_of(kept.begin(), kept.end(), [&](size_t other) {
      return overlaps(det(other), det(candidate), selection.iou_threshold);
    });
    if (!suppressed) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace slipway::runtime
