// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's NME: the mean distance, in units of the person's box or of the distance of two keypoints.
#include <map>

#include "base/error.h"
#include "base/strings.h"
#include "config/args.h"
#include "evaluate/metric/keypoint_distance.h"

namespace slipway::evaluate {
namespace {

using Pair = std::array<int64_t, 2>;

/// The corners of the eyes (of horses: nose and eye) in datasets of faces, by their names.
const std::map<std::string, Pair>& usual_pairs() {
  static const std::map<std::string, Pair> kPairs{
      {"horse10", {0, 1}}, {"300w", {36, 45}}, {"coco_wholebody_face", {36, 45}},
      {"cofw", {8, 9}},    {"wflw", {60, 72}}, {"lapa", {66, 79}}};
  return kPairs;
}

class Nme : public KeypointMetric {
 public:
  Nme(const config::Value& metric, const DatasetInfo& dataset) : KeypointMetric(metric, dataset) {
    check_metric_keys(metric, {"norm_mode", "norm_item", "keypoint_indices"});
    const config::Value& mode = metric.at("norm_mode");
    if (mode == config::Value("use_norm_item")) {
      const std::string item = optional_text(metric, "norm_item");
      if (item != "bbox_size") fail("norm_item '{}' is not supported; supported: bbox_size", item);
    } else if (mode == config::Value("keypoint_distance")) {
      pair_ = read_pair(metric, dataset);
    } else {
      fail("{}: norm_mode must be 'use_norm_item' or 'keypoint_distance', not {}", config::place(mode), mode.repr());
    }
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    const auto size = [&](const KeypointRecord& record) {
      if (!pair_) return static_cast<double>(record.box_size);
      return length(record.truth, static_cast<size_t>((*pair_)[0]), static_cast<size_t>((*pair_)[1]), true);
    };
    Outcome outcome;
    outcome.metrics[key("NME")] = mean(distances(records, size, false));
    return outcome;
  }

 private:
  static Pair read_pair(const config::Value& metric, const DatasetInfo& dataset) {
    const config::Value* given = metric.find("keypoint_indices");
    if (given == nullptr || given->is_none()) {
      const auto usual = usual_pairs().find(dataset.dataset_name);
      if (usual != usual_pairs().end()) return usual->second;
      fail("NME needs keypoint_indices, as it knows none for the dataset '{}'", dataset.dataset_name);
    }
    const std::vector<int64_t> indices = given->as_ints();
    if (indices.size() != 2) fail("{}: keypoint_indices must be a pair", config::place(*given));
    for (const int64_t index : indices)
      if (index < 0 || index >= dataset.num_keypoints)
        fail("{}: the dataset has {} keypoints, so none has the index {}", config::place(*given), dataset.num_keypoints,
             index);
    return {indices[0], indices[1]};
  }

  std::optional<Pair> pair_;
};

const RegisterMetric kNme({"mmpose.NME"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<Nme>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
