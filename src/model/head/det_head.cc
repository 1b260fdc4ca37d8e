// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/det_head.h"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include "base/error.h"
#include "model/head/det_reference.h"

namespace slipway::model {

int64_t DetHead::size_step() const {
  double largest = 1;
  for (const auto& [w, h] : points_.strides) largest = std::max({largest, w, h});
  return static_cast<int64_t>(largest);
}

void DetHead::read_test_cfg(Args& args, const std::string& key) {
  const config::Value* test_cfg = args.find("test_cfg");
  if (test_cfg == nullptr) return args.refuse("test_cfg", "it is missing; it says how detections are chosen");
  args.attempt([&] {
    settings_ = package::read_settings(key, *test_cfg, num_classes_);
    warnings_ = package::unused_settings(key, *test_cfg);
    return true;
  });
}

void DetHead::require_levels(const Tensors& features) const {
  if (features.size() != num_levels())
    fail("{} is for {} feature maps, the neck gives {}", dotted_name(), num_levels(), features.size());
}

Candidates DetHead::decode(const Tensors& raw) const {
  const size_t levels = num_levels();
  // All kinds of a level side by side, all levels one after the other: one concatenation and one reshape for each level
  // instead of three. What goes through a sigmoid comes first.
  Tensors cells, points, strides;
  Candidates candidates;
  for (size_t level = 0; level < levels; ++level) {
    const Tensor& cls = raw.at(level);
    Tensors kinds = {cls};
    if (objectness_) kinds.push_back(raw.at(2 * levels + level));
    kinds.push_back(raw.at(levels + level));
    cells.push_back(at::flatten(at::cat(kinds, 1), 2));
    points.push_back(points_.points(level, cls));
    const int64_t count = cls.size(2) * cls.size(3);
    strides.push_back(column(points_.strides[level][0], cls));
    candidates.level_sizes.push_back(count);
  }
  const Tensor all = at::transpose(at::cat(cells, 2), 1, 2);
  const Tensor point = at::cat(points, -2);
  const int64_t box = num_classes_ + (objectness_ ? 1 : 0);
  const Tensor probabilities = at::sigmoid(at::slice(all, 2, 0, box));
  candidates.scores =
      objectness_ ? at::slice(probabilities, 2, 0, num_classes_) * at::slice(probabilities, 2, num_classes_, box)
                  : probabilities;
  const Tensor first = at::slice(all, 2, box, box + 2), second = at::slice(all, 2, box + 2, box + 4);
  if (coder_ == BoxCoder::kCenterSize) {
    const Tensor stride = at::cat(strides, -2);
    const Tensor centre = first * stride + point;
    const Tensor half = at::exp(second) * stride / 2;
    candidates.boxes = at::cat({centre - half, centre + half}, 2);
  } else if (coder_ == BoxCoder::kDistance) {
    candidates.boxes = at::cat({point - first, point + second}, 2);
  } else {
    const Tensor stride = at::cat(strides, -2);
    candidates.boxes = at::cat({point - first * stride, point + second * stride}, 2);
  }
  if (clamp_ == BoxClamp::kInput) {
    candidates.boxes = at::minimum(at::clamp_min(candidates.boxes, 0), points_.frame(raw[0]));
  }
  return candidates;
}

std::vector<RawOutput> DetHead::raw_outputs(int64_t batch, int64_t height, int64_t width) const {
  std::vector<RawOutput> outputs;
  const auto add = [&](const char* name, int64_t channels) {
    for (size_t level = 0; level < num_levels(); ++level)
      outputs.push_back(
          {fmt::format("{}_{}", name, level),
           {batch, channels, cells_of(height, points_.strides[level][1]), cells_of(width, points_.strides[level][0])}});
  };
  add("cls_scores", num_classes_);
  add("bbox_preds", 4);
  if (objectness_) add("objectnesses", 1);
  return outputs;
}

std::vector<Result> DetHead::results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                     const task::Limits& limits) const {
  const DetReference reference(*this, raw);
  std::vector<Result> results;
  for (size_t image = 0; image < metas.size(); ++image)
    results.push_back(reference.result(static_cast<int64_t>(image), metas[image], limits));
  return results;
}

int64_t read_num_classes(Args& args) {
  return args.attempt([&]() -> int64_t {
    const int64_t number = args.integer("num_classes");
    if (number < 1) args.refuse("num_classes", "must be positive");
    return std::max<int64_t>(number, 0);
  });
}

}  // namespace slipway::model
