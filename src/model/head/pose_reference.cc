// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/pose_reference.h"

#include <algorithm>
#include <limits>

namespace slipway::model {
PoseReference::PoseReference(const PoseHead& head, const Tensors& raw) : num_keypoints_(head.num_keypoints()) {
  // [B,C,H,W] of each level to [B,P,C]
  const auto flat = [&](Prediction prediction) {
    Tensors levels;
    for (size_t level = 0; level < head.num_levels(); ++level)
      levels.push_back(at::flatten(head.pick(raw, prediction, level).permute({0, 2, 3, 1}), 1, 2));
    return at::cat(levels, 1);
  };
  const auto [points, strides] = head.points_and_strides(raw);
  scores_ = (flat(Prediction::kClass).sigmoid() * flat(Prediction::kObjectness).sigmoid()).to(at::kFloat).contiguous();

  const Tensor box = flat(Prediction::kBox);
  const Tensor centre = box.slice(2, 0, 2) * strides + points;
  const Tensor size = box.slice(2, 2, 4).exp() * strides;
  const Tensor x = centre.select(2, 0), y = centre.select(2, 1), w = size.select(2, 0), h = size.select(2, 1);
  boxes_ = at::stack({x - w / 2, y - h / 2, x + w / 2, y + h / 2}, -1).to(at::kFloat).contiguous();

  const Tensor offsets = flat(Prediction::kOffset);
  keypoints_ = (offsets.reshape({offsets.size(0), offsets.size(1), num_keypoints_, 2}) * strides.view({1, -1, 1, 1}) +
                points.view({1, -1, 1, 2}))
                   .to(at::kFloat)
                   .contiguous();
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

std::vector<PoseReference::Candidate> PoseReference::choose(int64_t image, const task::ModelSettings& settings,
                                                            const task::Limits& limits, double default_threshold,
                                                            float min_union,
                                                            const std::function<Box(const Candidate&)>& box_of) const {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const auto limit = [&](int64_t number) { return number > 0 ? number : most; };
  const auto candidates = select(image, settings.score_threshold.value_or(default_threshold),
                                 std::min(limit(settings.nms_pre.value_or(-1)), limit(limits.pre_top_k)));
  std::vector<Box> boxes;
  std::vector<int64_t> labels;
  for (const Candidate& candidate : candidates) {
    boxes.push_back(box_of(candidate));
    labels.push_back(settings.class_agnostic ? 0 : candidate.label);
  }
  std::vector<Candidate> kept;
  for (size_t index :
       suppress(boxes, labels, settings.iou_threshold.value_or(1.0), limit(limits.max_per_class), min_union))
    kept.push_back(candidates[index]);
  if (static_cast<int64_t>(kept.size()) > limit(limits.keep_top_k)) kept.resize(static_cast<size_t>(limits.keep_top_k));
  return kept;
}

}  // namespace slipway::model
