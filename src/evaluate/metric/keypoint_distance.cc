// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/keypoint_distance.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

const Instances& person_of(const Result& result, const std::string& name) {
  const auto* instances = std::get_if<Instances>(&result);
  if (instances == nullptr || (instances->size() > 0 && instances->keypoints.empty()))
    fail("{} judges keypoints, but the model gives none", name);
  return *instances;
}

}  // namespace

KeypointMetric::KeypointMetric(const config::Value& metric, const DatasetInfo& dataset)
    : name_(metric.at("type").as_string()),
      prefix_(metric_prefix(metric, "")),
      truth_in_f64_(dataset.keypoints_in_f64) {
  if (dataset.num_keypoints == 0) fail("the dataset has no metainfo of keypoints");
}

void KeypointMetric::check(const Result& result, const GroundTruth& truth) const {
  const Instances& person = person_of(result, name_);
  if (truth.keypoints.empty())
    fail(
        "{} compares with the keypoints of one annotated person per sample, which the dataset does not give; "
        "data_mode='topdown' without a bbox_file does",
        name_);
  for (const auto& keypoints : person.keypoints)
    if (keypoints.size() != truth.keypoints.size())
      fail("the model gives {} keypoints, but the dataset has {}", keypoints.size(), truth.keypoints.size());
}

void KeypointMetric::add(const Sample& sample) {
  check(sample.prediction, sample.truth);
  const Instances& person = person_of(sample.prediction, name_);
  if (person.keypoints.size() != 1)
    fail("{} takes one person per sample, sample {} has {}", name_, sample.index, person.keypoints.size());
  KeypointRecord record;
  record.index = sample.index;
  const auto& [x1, y1, x2, y2] = sample.truth.person_box;
  record.box_size = std::max(x2 - x1, y2 - y1);
  record.head_size = sample.truth.head_size;
  for (const auto& point : person.keypoints.front())
    record.found.insert(record.found.end(), point.begin(), point.end());
  for (const auto& point : sample.truth.keypoints) record.truth.insert(record.truth.end(), point.begin(), point.end());
  record.visible = sample.truth.keypoints_visible;
  require_finite(record.found, sample.truth.image_id);
  records_.push_back(std::move(record));
}

Outcome KeypointMetric::compute(const ComputeOptions&) {
  if (records_.empty()) fail("{} has no samples", name_);
  sort_by_index(records_);
  return judge(records_);
}

std::vector<std::vector<float>> KeypointMetric::distances(const std::vector<KeypointRecord>& records,
                                                          const std::function<double(const KeypointRecord&)>& size,
                                                          bool in_f64) const {
  std::vector<std::vector<float>> result(records.front().visible.size());
  const auto subtract = [&](const KeypointRecord& record, size_t i) {
    if (truth_in_f64_) return static_cast<double>(record.found[i]) - static_cast<double>(record.truth[i]);
    return static_cast<double>(record.found[i] - record.truth[i]);
  };
  for (const KeypointRecord& record : records) {
    const double own = size(record);
    if (own == 0) continue;
    const double divisor = own < 0 ? 1e6 : own;
    for (size_t k = 0; k < result.size(); ++k) {
      if (record.visible[k] == 0) continue;
      const double x = subtract(record, 2 * k), y = subtract(record, 2 * k + 1);
      if (in_f64 || truth_in_f64_) {
        const double dx = x / divisor, dy = y / divisor;
        result[k].push_back(static_cast<float>(std::sqrt(dx * dx + dy * dy)));
      } else {
        const auto small = static_cast<float>(divisor);
        const float dx = static_cast<float>(x) / small, dy = static_cast<float>(y) / small;
        result[k].push_back(std::sqrt(dx * dx + dy * dy));
      }
    }
  }
  return result;
}

double KeypointMetric::length(const std::vector<float>& points, size_t a, size_t b, bool annotated) const {
  if (annotated && truth_in_f64_) {
    const double x = static_cast<double>(points[2 * a]) - static_cast<double>(points[2 * b]);
    const double y = static_cast<double>(points[2 * a + 1]) - static_cast<double>(points[2 * b + 1]);
    return std::sqrt(x * x + y * y);
  }
  const float x = points[2 * a] - points[2 * b], y = points[2 * a + 1] - points[2 * b + 1];
  return static_cast<double>(std::sqrt(x * x + y * y));
}

std::vector<double> KeypointMetric::accuracies(const std::vector<std::vector<float>>& distances, double threshold) {
  std::vector<double> parts;
  for (const std::vector<float>& of_keypoint : distances) {
    const auto near = std::count_if(of_keypoint.begin(), of_keypoint.end(),
                                    [&](float distance) { return distance < static_cast<float>(threshold); });
    parts.push_back(of_keypoint.empty() ? -1.0 : static_cast<double>(near) / static_cast<double>(of_keypoint.size()));
  }
  return parts;
}

double KeypointMetric::accuracy(const std::vector<std::vector<float>>& distances, double threshold) {
  std::vector<double> parts = accuracies(distances, threshold);
  std::erase_if(parts, [](double part) { return part < 0; });
  return parts.empty() ? 0 : sum_as_numpy(std::span<const double>(parts)) / static_cast<double>(parts.size());
}

double KeypointMetric::mean(const std::vector<std::vector<float>>& distances) {
  std::vector<float> all;
  for (const std::vector<float>& of_keypoint : distances) all.insert(all.end(), of_keypoint.begin(), of_keypoint.end());
  return static_cast<double>(sum_as_numpy(std::span<const float>(all))) /
         static_cast<double>(std::max<size_t>(1, all.size()));
}

std::string KeypointMetric::serialise() const {
  ByteWriter out;
  out.put_text(name_);
  out.put<uint64_t>(records_.size());
  for (const KeypointRecord& record : records_) {
    out.put(record.index);
    out.put(record.box_size);
    out.put(record.head_size);
    out.put_all(record.found);
    out.put_all(record.truth);
    out.put_all(record.visible);
  }
  return out.take();
}

void KeypointMetric::merge(std::string_view bytes) {
  with_context("merging predictions of " + name_, [&] {
    ByteReader in(bytes);
    if (in.get_text() != name_) fail("they are of another metric");
    std::vector<KeypointRecord> merged;
    for (auto count = in.get<uint64_t>(); count > 0; --count) {
      KeypointRecord record;
      record.index = in.get<int64_t>();
      record.box_size = in.get<float>();
      record.head_size = in.get<double>();
      record.found = in.get_all<float>();
      record.truth = in.get_all<float>();
      record.visible = in.get_all<char>();
      if (record.found.size() != 2 * record.visible.size() || record.truth.size() != record.found.size())
        fail("their sizes do not fit");
      merged.push_back(std::move(record));
    }
    in.finish();
    for (KeypointRecord& record : merged) records_.push_back(std::move(record));
  });
}

}  // namespace slipway::evaluate
