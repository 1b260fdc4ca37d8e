// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/pose_decode.h"

#include <algorithm>

namespace slipway::model {

size_t PoseHead::index_of(Prediction prediction, size_t level) const {
  const auto position = std::find(order_.begin(), order_.end(), prediction);
  return static_cast<size_t>(position - order_.begin()) * num_levels() + level;
}

std::pair<at::Tensor, at::Tensor> PoseHead::points_and_strides(const std::vector<at::Tensor>& raw) const {
  std::vector<at::Tensor> points, strides;
  for (size_t level = 0; level < num_levels(); ++level) {
    const at::Tensor& like = pick(raw, Prediction::kClass, level);
    points.push_back(points_.points(level, like));
    strides.push_back(at::full({like.size(2) * like.size(3), 1}, strides_[level], like.options()));
  }
  return {at::cat(points, 0), at::cat(strides, 0)};
}

PoseHead::Decoded PoseHead::decode(const std::vector<at::Tensor>& raw) const {
  require(raw.size() == 5 * num_levels(), "a pose head has five outputs per level");
  // All kinds of a level side by side, all levels one after the other: one concatenation and one reshape for each level
  // instead of five. What goes through a sigmoid comes first.
  std::vector<at::Tensor> levels;
  for (size_t level = 0; level < num_levels(); ++level) {
    std::vector<at::Tensor> kinds;
    for (Prediction kind :
         {Prediction::kClass, Prediction::kObjectness, Prediction::kVisibility, Prediction::kBox, Prediction::kOffset})
      kinds.push_back(pick(raw, kind, level));
    levels.push_back(at::flatten(at::cat(kinds, 1), 2));
  }
  const at::Tensor cells = at::transpose(at::cat(levels, 2), 1, 2);

  const int64_t visibility_begin = num_classes_ + 1;
  const int64_t box_begin = visibility_begin + num_keypoints_;
  const int64_t offset_begin = box_begin + 4;
  const at::Tensor probabilities = at::sigmoid(at::slice(cells, 2, 0, box_begin));
  const at::Tensor best_class =
      num_classes_ == 1 ? at::select(probabilities, 2, 0) : at::amax(at::slice(probabilities, 2, 0, num_classes_), {2});
  const at::Tensor visibility = at::slice(probabilities, 2, visibility_begin, box_begin);

  const auto [points, strides] = points_and_strides(raw);
  const at::Tensor centre = at::add(at::mul(at::slice(cells, 2, box_begin, box_begin + 2), strides), points);
  const at::Tensor size = at::mul(at::exp(at::slice(cells, 2, box_begin + 2, offset_begin)), strides);
  const at::Tensor half = at::div(size, 2);

  // One dimension is -1 so that the batch stays free without another integer that depends on it.
  const at::Tensor offsets = at::reshape(at::slice(cells, 2, offset_begin, offset_begin + 2 * num_keypoints_),
                                         {-1, cells.size(1), num_keypoints_, 2});
  const at::Tensor xy = at::add(at::mul(offsets, at::unsqueeze(strides, 1)), at::unsqueeze(points, 1));

  Decoded decoded;
  decoded.boxes = at::cat({at::sub(centre, half), at::add(centre, half)}, 2);
  decoded.scores = at::mul(best_class, at::select(probabilities, 2, num_classes_));
  decoded.keypoints = at::cat({xy, at::unsqueeze(visibility, 3)}, 3);
  return decoded;
}

}  // namespace slipway::model
