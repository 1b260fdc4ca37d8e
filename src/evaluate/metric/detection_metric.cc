// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/detection_metric.h"

#include "base/error.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

const Instances& instances_of(const Result& result, const std::string& name) {
  const auto* instances = std::get_if<Instances>(&result);
  if (instances == nullptr) fail("{} judges boxes, but the model gives none", name);
  return *instances;
}

}  // namespace

DetectionMetric::DetectionMetric(const config::Value& metric, const DatasetInfo& dataset, const char* default_prefix,
                                 bool keeps_truth)
    : num_labels_(dataset.classes.size()),
      name_(metric.at("type").as_string()),
      prefix_(metric_prefix(metric, default_prefix)),
      num_classes_(dataset.classes.size()),
      keeps_truth_(keeps_truth) {
  if (dataset.classes.empty()) fail("the dataset has no classes; set metainfo=dict(classes=(...))");
}

void DetectionMetric::check(const Result& result, const GroundTruth&) const {
  const Instances& instances = instances_of(result, name_);
  if (instances.size() > 0 && instances.labels.empty())
    fail("{} judges boxes with their classes, but the model gives no classes", name_);
}

void DetectionMetric::check_classes(int64_t num_classes) const {
  if (num_classes != static_cast<int64_t>(num_classes_))
    fail("the model has {} classes, but the dataset has {} (metainfo=dict(classes=...))", num_classes, num_classes_);
}

void DetectionMetric::add(const Sample& sample) {
  const int64_t image = sample.truth.image_id;
  const Instances& found = instances_of(sample.prediction, name_);
  if (found.boxes.size() != found.size() || found.labels.size() != found.size())
    fail("the parts of a result of image {} differ in length", image);
  DetectionRecord record;
  record.index = sample.index;
  record.image_id = image;
  record.boxes = found.boxes;
  record.scores = found.scores;
  require_finite(record.scores, image);
  for (const auto& box : record.boxes) require_finite(box, image);
  for (const int64_t label : found.labels) {
    if (label < 0 || label >= static_cast<int64_t>(num_labels_))
      fail("the model gives image {} the label {}, but there are {} classes", image, label, num_labels_);
    record.labels.push_back(static_cast<int32_t>(label));
  }
  if (keeps_truth_) record.truth = sample.truth.boxes;
  records_.push_back(std::move(record));
}

Outcome DetectionMetric::compute(const ComputeOptions& options) {
  if (records_.empty()) fail("{} has no samples", name_);
  sort_by_index(records_);
  return compute(records_, options);
}

std::string DetectionMetric::serialise() const {
  ByteWriter out;
  out.put_text(name_);
  out.put<uint64_t>(records_.size());
  for (const DetectionRecord& record : records_) {
    out.put(record.index);
    out.put(record.image_id);
    out.put_all(record.boxes);
    out.put_all(record.scores);
    out.put_all(record.labels);
    out.put_all(record.truth);
  }
  return out.take();
}

void DetectionMetric::merge(std::string_view bytes) {
  with_context("merging predictions of " + name_, [&] {
    ByteReader in(bytes);
    if (in.get_text() != name_) fail("they are of another metric");
    std::vector<DetectionRecord> merged;
    for (auto count = in.get<uint64_t>(); count > 0; --count) {
      DetectionRecord record;
      record.index = in.get<int64_t>();
      record.image_id = in.get<int64_t>();
      record.boxes = in.get_all<std::array<float, 4>>();
      record.scores = in.get_all<float>();
      record.labels = in.get_all<int32_t>();
      record.truth = in.get_all<AnnotatedBox>();
      if (record.boxes.size() != record.scores.size() || record.labels.size() != record.scores.size())
        fail("their sizes do not fit");
      merged.push_back(std::move(record));
    }
    in.finish();
    for (DetectionRecord& record : merged) records_.push_back(std::move(record));
  });
}

}  // namespace slipway::evaluate
