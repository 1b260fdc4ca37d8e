// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/result.h"

#include <algorithm>
#include <numeric>

namespace slipway {
namespace {

template <typename T>
std::vector<T> rows(const std::vector<T>& column, const std::vector<size_t>& order) {
  std::vector<T> result;
  if (column.empty()) return result;
  result.reserve(order.size());
  for (size_t row : order) result.push_back(column.at(row));
  return result;
}

}  // namespace

Instances Instances::take(const std::vector<size_t>& order) const {
  return {rows(boxes, order),           rows(scores, order), rows(labels, order),    rows(keypoints, order),
          rows(keypoint_scores, order), rows(masks, order),  rows(track_ids, order), rows(keypoints_visible, order)};
}

Instances Instances::first(size_t count) const {
  std::vector<size_t> order(std::min(count, size()));
  std::iota(order.begin(), order.end(), size_t{0});
  return take(order);
}

void Instances::append(const Instances& others) {
  const auto join = [](auto& column, const auto& more) { column.insert(column.end(), more.begin(), more.end()); };
  join(boxes, others.boxes);
  join(scores, others.scores);
  join(labels, others.labels);
  join(keypoints, others.keypoints);
  join(keypoint_scores, others.keypoint_scores);
  join(masks, others.masks);
  join(track_ids, others.track_ids);
  join(keypoints_visible, others.keypoints_visible);
}

}  // namespace slipway
