// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/pck_metric.h"

#include <algorithm>

#include "base/error.h"
#include "config/args.h"

namespace slipway::evaluate {

PckMetric::PckMetric(const config::Value& metric, const DatasetInfo& dataset, double threshold, const char* norm)
    : KeypointMetric(metric, dataset) {
  check_metric_keys(metric, {"thr", "norm_item"});
  threshold_ = metric.get("thr", threshold);
  const config::Value* given = metric.find("norm_item");
  const config::Value items = given == nullptr ? config::Value(norm) : *given;
  for (const std::string& item : items.is_string() ? std::vector<std::string>{items.as_string()} : items.as_strings()) {
    if (item == "bbox")
      norms_.push_back(Norm::kBbox);
    else if (item == "head")
      norms_.push_back(Norm::kHead);
    else if (item == "torso")
      norms_.push_back(Norm::kTorso);
    else
      fail("{}: norm_item '{}' is not known; known: bbox, head, torso", config::place(items), item);
  }
  if (has(Norm::kTorso) && dataset.num_keypoints < 6) fail("norm_item 'torso' is the distance of keypoints 4 and 5");
}

void PckMetric::check(const Result& result, const GroundTruth& truth) const {
  KeypointMetric::check(result, truth);
  if (has(Norm::kHead) && truth.head_size == 0)
    fail(
        "{} with norm_item 'head' divides by the size of heads, which the dataset does not give; MpiiDataset does with "
        "its headbox_file, PanopticHand2DDataset of each annotation",
        name());
}

bool PckMetric::has(Norm norm) const { return std::find(norms_.begin(), norms_.end(), norm) != norms_.end(); }

std::vector<std::vector<float>> PckMetric::distances_by(Norm norm, const std::vector<KeypointRecord>& records) const {
  // Sizes of heads are doubles in mmpose, the others are not.
  if (norm == Norm::kHead)
    return distances(
        records, [](const KeypointRecord& r) { return r.head_size; }, true);
  if (norm == Norm::kTorso) {
    const auto torso = [&](const KeypointRecord& record) {
      const double annotated = length(record.truth, 4, 5, true);
      return annotated < 1 ? length(record.found, 4, 5, false) : annotated;
    };
    return distances(records, torso, false);
  }
  return distances(
      records, [](const KeypointRecord& r) { return static_cast<double>(r.box_size); }, false);
}

}  // namespace slipway::evaluate
