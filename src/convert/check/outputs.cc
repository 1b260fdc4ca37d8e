// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/check/outputs.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/strings.h"
#include "capture/interpreter.h"

namespace slipway::convert {
namespace {

const at::Tensor* output_of(task::Role role, const std::vector<task::Role>& roles, const model::Tensors& outputs) {
  const auto found = std::find(roles.begin(), roles.end(), role);
  return found == roles.end() ? nullptr : &outputs.at(static_cast<size_t>(found - roles.begin()));
}

Instances instances_of(const std::vector<task::Role>& roles, const model::Tensors& outputs, int64_t image) {
  const at::Tensor dets = output_of(task::Role::kBoxes, roles, outputs)->select(0, image).contiguous();
  const at::Tensor* labels = output_of(task::Role::kLabels, roles, outputs);
  const at::Tensor* keypoints = output_of(task::Role::kKeypoints, roles, outputs);
  Instances instances;
  for (int64_t row = 0; row < dets.size(0); ++row) {
    const float* det = dets.data_ptr<float>() + row * 5;
    if (!(det[4] > 0)) continue;
    instances.boxes.push_back({det[0], det[1], det[2], det[3]});
    instances.scores.push_back(det[4]);
    if (labels != nullptr) instances.labels.push_back(labels->select(0, image).select(0, row).item<int64_t>());
    if (keypoints == nullptr) continue;
    const at::Tensor points = keypoints->select(0, image).select(0, row).contiguous();
    auto& places = instances.keypoints.emplace_back();
    auto& scores = instances.keypoint_scores.emplace_back();
    for (int64_t k = 0; k < points.size(0); ++k) {
      const float* point = points.data_ptr<float>() + k * 3;
      places.push_back({point[0], point[1]});
      scores.push_back(point[2]);
    }
  }
  return instances;
}

Classes exclusive_classes(const at::Tensor& scores) {
  const at::Tensor dense = scores.contiguous();
  Classes classes;
  classes.scores.assign(dense.data_ptr<float>(), dense.data_ptr<float>() + dense.numel());
  classes.labels = {std::max_element(classes.scores.begin(), classes.scores.end()) - classes.scores.begin()};
  return classes;
}

LabelMap label_map_of(const at::Tensor& labels) {
  const at::Tensor dense = labels.to(at::kInt).contiguous();
  LabelMap map;
  map.height = labels.size(-2);
  map.width = labels.size(-1);
  map.labels.assign(dense.data_ptr<int32_t>(), dense.data_ptr<int32_t>() + dense.numel());
  return map;
}

}  // namespace

std::optional<Result> result_of_outputs(const std::vector<task::Role>& roles, const model::Tensors& outputs,
                                        int64_t image) {
  if (outputs.size() != roles.size()) return std::nullopt;
  for (const task::Role role : roles)
    if (role != task::Role::kBoxes && role != task::Role::kLabels && role != task::Role::kKeypoints &&
        role != task::Role::kClassScores && role != task::Role::kLabelMap)
      return std::nullopt;
  const at::Tensor* dets = output_of(task::Role::kBoxes, roles, outputs);
  if (dets != nullptr && dets->dim() == 3 && dets->size(2) == 5) return instances_of(roles, outputs, image);
  if (const at::Tensor* scores = output_of(task::Role::kClassScores, roles, outputs);
      scores != nullptr && scores->dim() == 2)
    return exclusive_classes(scores->select(0, image));
  if (const at::Tensor* map = output_of(task::Role::kLabelMap, roles, outputs); map != nullptr && map->dim() == 4)
    return label_map_of(map->select(0, image));
  return std::nullopt;
}

ImageMeta untouched(int64_t height, int64_t width) {
  ImageMeta meta;
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  meta.ori_shape = meta.img_shape = {height, width};
  meta.input_size = meta.net_size = {width, height};
  meta.input_center = {w / 2, h / 2};
  meta.input_scale = {w, h};
  meta.input_box.box = {0, 0, w, h};
  return meta;
}

void clamp_boxes(Result& result, const ImageMeta& meta) {
  if (!std::holds_alternative<Instances>(result)) return;
  for (auto& box : std::get<Instances>(result).boxes)
    for (size_t i = 0; i < 4; ++i)
      box[i] = std::clamp(box[i], 0.0F, static_cast<float>(meta.ori_shape[i % 2 == 0 ? 1 : 0]));
}

bool is_empty(const Result& result) {
  return std::holds_alternative<Instances>(result) && std::get<Instances>(result).size() == 0;
}

std::string worst_element(const at::Tensor& actual, const at::Tensor& reference) {
  if (reference.numel() == 0) return "it has no elements";
  at::Tensor off = at::abs(actual.to(at::kDouble) - reference.to(at::kDouble));
  off = at::where(at::isnan(off), at::full({}, std::numeric_limits<double>::infinity(), off.options()), off);
  int64_t place = at::argmax(off.flatten()).item<int64_t>();
  const double a = actual.flatten()[place].to(at::kDouble).item<double>();
  const double b = reference.flatten()[place].to(at::kDouble).item<double>();
  std::vector<std::string> index(static_cast<size_t>(reference.dim()));
  for (int64_t axis = reference.dim() - 1; axis >= 0; --axis) {
    index[static_cast<size_t>(axis)] = std::to_string(place % reference.size(axis));
    place /= reference.size(axis);
  }
  return fmt::format("element [{}] is {:.6g} where PyTorch has {:.6g}", join(index, ","), a, b);
}

std::string describe_tensor(const at::Tensor& tensor) {
  return std::string(name_of(capture::dtype_of(tensor.scalar_type()))) + format_shape(tensor.sizes().vec());
}

}  // namespace slipway::convert
