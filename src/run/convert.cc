// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "run/convert.h"

#include "base/error.h"

namespace slipway::run {
namespace {

void must(slw_error* error) {
  if (error == nullptr) return;
  const std::string message = slw_error_message(error);
  slw_error_free(error);
  throw InternalError(message);
}

template <typename T>
T sized_struct() {
  T value{};
  value.struct_size = sizeof(T);
  return value;
}

template <typename T>
std::vector<T> column(const T* values, size_t count) {
  return values == nullptr ? std::vector<T>() : std::vector<T>(values, values + count);
}

Instances to_instances(const slw_instances& arrays) {
  Instances result;
  const size_t count = arrays.count, points = arrays.keypoint_count;
  result.scores = column(arrays.scores, count);
  result.labels = column(arrays.labels, count);
  result.track_ids = column(arrays.track_ids, count);
  for (size_t i = 0; i < count; ++i) {
    const float* box = arrays.boxes + 4 * i;
    result.boxes.push_back({box[0], box[1], box[2], box[3]});
    if (arrays.keypoints != nullptr) {
      auto& pose = result.keypoints.emplace_back();
      const float* from = arrays.keypoints + 2 * i * points;
      for (size_t k = 0; k < points; ++k) pose.push_back({from[2 * k], from[2 * k + 1]});
      result.keypoint_scores.push_back(column(arrays.keypoint_scores + i * points, points));
      if (arrays.keypoints_visible != nullptr)
        result.keypoints_visible.push_back(column(arrays.keypoints_visible + i * points, points));
    }
    if (arrays.masks != nullptr) {
      const slw_mask& mask = arrays.masks[i];
      result.masks.push_back({{mask.height, mask.width}, column(mask.counts, mask.count)});
    }
  }
  return result;
}

}  // namespace

Result to_result(const slw_results* results, size_t index) {
  int32_t kind = 0;
  must(slw_results_kind(results, index, &kind));
  if (kind == SLW_INSTANCES) {
    auto arrays = sized_struct<slw_instances>();
    must(slw_results_instances(results, index, &arrays));
    return to_instances(arrays);
  }
  if (kind == SLW_CLASSES) {
    auto arrays = sized_struct<slw_classes>();
    must(slw_results_classes(results, index, &arrays));
    Classes classes{column(arrays.scores, arrays.count), column(arrays.labels, arrays.label_count)};
    if (arrays.exclusive == 0) classes.threshold = arrays.threshold;
    return classes;
  }
  auto arrays = sized_struct<slw_label_map>();
  must(slw_results_label_map(results, index, &arrays));
  LabelMap map;
  map.height = arrays.height;
  map.width = arrays.width;
  map.labels = column(arrays.labels, static_cast<size_t>(arrays.height * arrays.width));
  return map;
}

}  // namespace slipway::run
