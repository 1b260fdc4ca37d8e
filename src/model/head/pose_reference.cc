// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/pose_reference.h"

#include <algorithm>
#include <functional>

namespace slipway::model {
namespace {

using Box = PoseReference::Box;

float area(const Box& box) { return (box[2] - box[0]) * (box[3] - box[1]); }

float iou(const Box& a, const Box& b, float min_union) {
  const float width = std::max(std::min(a[2], b[2]) - std::max(a[0], b[0]), 0.0F);
  const float height = std::max(std::min(a[3], b[3]) - std::max(a[1], b[1]), 0.0F);
  const float overlap = width * height;
  return overlap / std::max(area(a) + area(b) - overlap, min_union);
}

}  // namespace

PoseReference::PoseReference(const PoseHead& head, const std::vector<at::Tensor>& raw)
    : num_keypoints_(head.num_keypoints()) {
  // [B,C,H,W] of each level to [B,P,C]
  const auto flat = [&](Prediction prediction) {
    std::vector<at::Tensor> levels;
    for (size_t level = 0; level < head.num_levels(); ++level)
      levels.push_back(at::flatten(head.pick(raw, prediction, level).permute({0, 2, 3, 1}), 1, 2));
    return at::cat(levels, 1);
  };
  const auto [points, strides] = head.points_and_strides(raw);
  scores_ = (flat(Prediction::kClass).sigmoid() * flat(Prediction::kObjectness).sigmoid()).to(at::kFloat).contiguous();

  const at::Tensor box = flat(Prediction::kBox);
  const at::Tensor centre = box.slice(2, 0, 2) * strides + points;
  const at::Tensor size = box.slice(2, 2, 4).exp() * strides;
  const at::Tensor x = centre.select(2, 0), y = centre.select(2, 1), w = size.select(2, 0), h = size.select(2, 1);
  boxes_ = at::stack({x - w / 2, y - h / 2, x + w / 2, y + h / 2}, -1).to(at::kFloat).contiguous();

  const at::Tensor offsets = flat(Prediction::kOffset);
  keypoints_ = (offsets.reshape({offsets.size(0), offsets.size(1), num_keypoints_, 2}) * strides.view({1, -1, 1, 1}) +
                points.view({1, -1, 1, 2}))
                   .to(at::kFloat).contiguous();
  visibility_ = flat(Prediction::kVisibility).sigmoid().to(at::kFloat).contiguous();
}

std::vector<PoseReference::Candidate> PoseReference::select(int64_t image, double score_threshold,
                                                            int64_t limit) const {
  const int64_t cells = scores_.size(1), classes = scores_.size(2);
  const float threshold = static_cast<float>(score_threshold);
  const float* scores = scores_.data_ptr<float>() + image * cells * classes;
  std::vector<Candidate> candidates;
  for (int64_t cell = 0; cell < cells; ++cell) {
    const float* row = scores + cell * classes;
    const float* best = std::max_element(row, row + classes);
    if (*best > threshold) candidates.push_back({cell, best - row, *best});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  if (static_cast<int64_t>(candidates.size()) > limit)
    candidates.resize(static_cast<size_t>(std::max<int64_t>(limit, 0)));
  return candidates;
}

PoseReference::Box PoseReference::box(int64_t image, int64_t cell) const {
  const float* data = boxes_.data_ptr<float>() + (image * boxes_.size(1) + cell) * 4;
  return {data[0], data[1], data[2], data[3]};
}

std::array<float, 2> PoseReference::keypoint(int64_t image, int64_t cell, int64_t keypoint) const {
  const float* data =
      keypoints_.data_ptr<float>() + ((image * keypoints_.size(1) + cell) * num_keypoints_ + keypoint) * 2;
  return {data[0], data[1]};
}

float PoseReference::visibility(int64_t image, int64_t cell, int64_t keypoint) const {
  return visibility_.data_ptr<float>()[(image * visibility_.size(1) + cell) * num_keypoints_ + keypoint];
}

std::vector<size_t> suppress(const std::vector<Box>& boxes, double iou_threshold, float min_union) {
  const float threshold = static_cast<float>(iou_threshold);
  std::vector<size_t> kept;
  for (size_t i = 0; i < boxes.size(); ++i) {
    const bool suppressed = std::any_of(
        kept.begin(), kept.end(), [&](size_t other) { return iou(boxes[other], boxes[i], min_union) > threshold; });
    if (!suppressed) kept.push_back(i);
  }
  return kept;
}

}  // namespace slipway::model
