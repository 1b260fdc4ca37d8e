// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/det_reference.h"

#include <algorithm>
#include <limits>

namespace slipway::model {
namespace {

/// f32[B,C,H,W] to f32[B,H*W,C]
Tensor by_place(const Tensor& map) { return at::flatten(map.permute({0, 2, 3, 1}), 1, 2); }

Tensor dense(const Tensor& tensor) { return tensor.to(at::kFloat).contiguous(); }

template <typename T>
void keep_best(std::vector<T>& candidates, int64_t limit) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const T& a, const T& b) { return a.score > b.score; });
  if (limit > 0 && static_cast<int64_t>(candidates.size()) > limit) candidates.resize(static_cast<size_t>(limit));
}

}  // namespace

DetReference::DetReference(const DetHead& head, const Tensors& raw) : head_(head) {
  const size_t levels = head.points().strides.size();
  for (size_t level = 0; level < levels; ++level) {
    Tensor scores = by_place(raw.at(level)).sigmoid();
    if (head.has_objectness()) scores = scores * by_place(raw.at(2 * levels + level)).sigmoid();
    scores_.push_back(dense(scores));

    const double stride = head.points().strides[level][0];
    const Tensor points = head.points().points(level, raw.at(level));
    const Tensor x = points.select(1, 0), y = points.select(1, 1);
    Tensor box = by_place(raw.at(levels + level));
    if (head.coder() == BoxCoder::kDistanceStrides) box = box * stride;
    const Tensor a = box.select(2, 0), b = box.select(2, 1), c = box.select(2, 2), d = box.select(2, 3);
    if (head.coder() == BoxCoder::kCenterSize) {
      const Tensor centre_x = a * stride + x, centre_y = b * stride + y;
      const Tensor w = c.exp() * stride, h = d.exp() * stride;
      boxes_.push_back(dense(at::stack({centre_x - w / 2, centre_y - h / 2, centre_x + w / 2, centre_y + h / 2}, -1)));
    } else {
      boxes_.push_back(dense(at::stack({x - a, y - b, x + c, y + d}, -1)));
    }
  }
}

std::vector<DetReference::Candidate> DetReference::candidates(int64_t image, const task::Limits& limits) const {
  const task::ModelSettings& how = head_.settings();
  const auto threshold = static_cast<float>(how.score_threshold.value_or(0));
  const int64_t nms_pre = how.nms_pre.value_or(-1);
  std::vector<Candidate> all;
  for (size_t level = 0; level < scores_.size(); ++level) {
    const int64_t cells = scores_[level].size(1), classes = scores_[level].size(2);
    const float* row = scores_[level].data_ptr<float>() + image * cells * classes;
    std::vector<Candidate> found;
    for (int64_t cell = 0; cell < cells; ++cell, row += classes) {
      const auto add = [&](int64_t label) {
        if (row[label] > threshold) found.push_back({static_cast<int64_t>(level), cell, label, row[label]});
      };
      if (how.multi_label)
        for (int64_t label = 0; label < classes; ++label) add(label);
      else
        add(std::max_element(row, row + classes) - row);
    }
    if (how.nms_pre_of_level) keep_best(found, nms_pre);
    all.insert(all.end(), found.begin(), found.end());
  }
  keep_best(all, how.nms_pre_of_level ? -1 : nms_pre);
  keep_best(all, limits.pre_top_k);
  return all;
}

Box DetReference::decode(int64_t image, const Candidate& candidate, const ImageMeta& meta) const {
  const Tensor& boxes = boxes_[static_cast<size_t>(candidate.level)];
  const float* data = boxes.data_ptr<float>() + (image * boxes.size(1) + candidate.cell) * 4;
  Box box{};
  for (size_t i = 0; i < 4; ++i) {
    const size_t axis = i % 2;
    float value = data[i];
    if (head_.clamp() == BoxClamp::kInput)
      value = std::min(std::max(value, 0.0F), static_cast<float>(meta.img_shape[1 - axis]));
    box[i] = (value - static_cast<float>(meta.pad_offset[axis])) / static_cast<float>(meta.scale_factor[axis]);
  }
  return box;
}

Instances DetReference::result(int64_t image, const ImageMeta& meta, const task::Limits& limits) const {
  const task::ModelSettings& how = head_.settings();
  std::vector<Candidate> candidates = this->candidates(image, limits);
  std::vector<Box> boxes;
  std::vector<int64_t> labels;
  std::vector<Candidate> entering;
  for (const Candidate& candidate : candidates) {
    const Box box = decode(image, candidate, meta);
    if (how.drop_empty && !(box[2] > box[0] && box[3] > box[1])) continue;
    boxes.push_back(box);
    labels.push_back(how.class_agnostic ? 0 : candidate.label);
    entering.push_back(candidate);
  }
  const int64_t most = std::numeric_limits<int64_t>::max();
  const int64_t per_class = limits.max_per_class > 0 ? limits.max_per_class : most;
  int64_t total = how.keeps_all ? -1 : how.max_per_image.value_or(-1);
  if (limits.keep_top_k > 0 && (total <= 0 || limits.keep_top_k < total)) total = limits.keep_top_k;
  Instances result;
  for (size_t index : suppress(boxes, labels, how.iou_threshold.value_or(1.0), per_class, /*min_union=*/0.0F)) {
    if (total > 0 && static_cast<int64_t>(result.size()) >= total) break;
    Box box = boxes[index];
    if (head_.clamp() == BoxClamp::kOriginal)
      for (size_t i = 0; i < 4; ++i)
        box[i] = std::min(std::max(box[i], 0.0F), static_cast<float>(meta.ori_shape[1 - i % 2]));
    result.boxes.push_back(box);
    result.scores.push_back(entering[index].score);
    result.labels.push_back(entering[index].label);
  }
  return result;
}

}  // namespace slipway::model
