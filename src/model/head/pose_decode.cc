// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/pose_decode.h"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::model {

size_t PoseHead::index_of(Prediction prediction, size_t level) const {
  const auto position = std::find(order_.begin(), order_.end(), prediction);
  return static_cast<size_t>(position - order_.begin()) * num_levels() + level;
}

std::vector<RawOutput> PoseHead::raw_outputs(int64_t batch, int64_t height, int64_t width) const {
  std::vector<RawOutput> outputs;
  const auto add = [&](const char* name, int64_t channels) {
    for (size_t level = 0; level < num_levels(); ++level)
      outputs.push_back({fmt::format("{}_{}", name, level),
                         {batch, channels, cells_of(height, static_cast<double>(strides_[level])),
                          cells_of(width, static_cast<double>(strides_[level]))}});
  };
  for (const Prediction kind : order_) switch (kind) {
      case Prediction::kClass:
        add("cls_scores", num_classes_);
        break;
      case Prediction::kObjectness:
        add("objectnesses", 1);
        break;
      case Prediction::kBox:
        add("bbox_preds", 4);
        break;
      case Prediction::kOffset:
        add("kpt_offsets", 2 * num_keypoints_);
        break;
      case Prediction::kVisibility:
        add("kpt_vis", num_keypoints_);
        break;
    }
  return outputs;
}

std::pair<Tensor, Tensor> PoseHead::points_and_strides(const Tensors& raw) const {
  Tensors points, strides;
  for (size_t level = 0; level < num_levels(); ++level) {
    const Tensor& like = pick(raw, Prediction::kClass, level);
    points.push_back(points_.points(level, like));
    strides.push_back(column(strides_[level], like));
  }
  return {at::cat(points, -2), at::cat(strides, -2)};
}

PoseHead::Decoded PoseHead::decode(const Tensors& raw) const {
  require(raw.size() == 5 * num_levels(), "a pose head has five outputs per level");
  // All kinds of a level side by side, all levels one after the other: one concatenation and one reshape for each level
  // instead of five. What goes through a sigmoid comes first.
  Tensors levels;
  for (size_t level = 0; level < num_levels(); ++level) {
    Tensors kinds;
    for (Prediction kind :
         {Prediction::kClass, Prediction::kObjectness, Prediction::kVisibility, Prediction::kBox, Prediction::kOffset})
      kinds.push_back(pick(raw, kind, level));
    levels.push_back(at::flatten(at::cat(kinds, 1), 2));
  }
  const Tensor cells = at::transpose(at::cat(levels, 2), 1, 2);

  const int64_t visibility_begin = num_classes_ + 1;
  const int64_t box_begin = visibility_begin + num_keypoints_;
  const int64_t offset_begin = box_begin + 4;
  const Tensor probabilities = at::sigmoid(at::slice(cells, 2, 0, box_begin));
  const Tensor objectness = at::slice(probabilities, 2, num_classes_, visibility_begin);
  const Tensor visibility = at::slice(probabilities, 2, visibility_begin, box_begin);

  const auto [points, strides] = points_and_strides(raw);
  const Tensor centre = at::slice(cells, 2, box_begin, box_begin + 2) * strides + points;
  const Tensor size = at::exp(at::slice(cells, 2, box_begin + 2, offset_begin)) * strides;
  const Tensor half = size / 2;

  // One dimension is -1 so that the batch stays free without another integer that depends on it.
  const Tensor offsets = at::reshape(at::slice(cells, 2, offset_begin, offset_begin + 2 * num_keypoints_),
                                     {-1, cells.size(1), num_keypoints_, 2});
  const Tensor xy = offsets * at::unsqueeze(strides, 1) + at::unsqueeze(points, 1);

  Decoded decoded;
  decoded.candidates.boxes = at::cat({centre - half, centre + half}, 2);
  decoded.candidates.scores = at::slice(probabilities, 2, 0, num_classes_) * objectness;
  decoded.keypoints = at::cat({xy, at::unsqueeze(visibility, 3)}, 3);
  return decoded;
}

void PoseHead::read_test_cfg(Args& args, const std::string& key) {
  const config::Value* test_cfg = args.find("test_cfg");
  const config::Value nothing;
  settings_ = package::read_settings(key, test_cfg != nullptr ? *test_cfg : nothing, num_classes_);
  if (test_cfg != nullptr) unused_ = package::unused_settings(key, *test_cfg);
}

std::vector<std::string> PoseHead::warnings() const {
  std::vector<std::string> sentences = unused_;
  if (num_classes_ > 1)
    sentences.push_back(
        fmt::format("the head tells {} classes apart, but the outputs of this task are boxes and keypoints: which "
                    "class an instance "
                    "is of is in the results of neither side",
                    num_classes_));
  return sentences;
}

}  // namespace slipway::model
