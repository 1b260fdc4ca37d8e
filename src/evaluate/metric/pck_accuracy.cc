// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's PCKAccuracy: the part of keypoints that are nearer than a part of the person's size.
#include <cmath>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/metric/keypoint_distance.h"

namespace slipway::evaluate {
namespace {

class PckAccuracy : public KeypointMetric {
 public:
  PckAccuracy(const config::Value& metric, const DatasetInfo& dataset) : KeypointMetric(metric, dataset) {
    check_metric_keys(metric, {"thr", "norm_item"});
    threshold_ = metric.get("thr", 0.05);
    const config::Value* items = metric.find("norm_item");
    if (items == nullptr) {
      box_ = true;
      return;
    }
    for (const std::string& item :
         items->is_string() ? std::vector<std::string>{items->as_string()} : items->as_strings()) {
      if (item == "bbox")
        box_ = true;
      else if (item == "torso")
        torso_ = true;
      else if (item == "head")
        fail("{}: norm_item 'head' is not supported: no dataset here has sizes of heads; supported: bbox, torso",
             config::place(*items));
      else
        fail("{}: norm_item '{}' is not known; known: bbox, torso", config::place(*items), item);
    }
    if (torso_ && dataset.num_keypoints < 6) fail("norm_item 'torso' is the distance of keypoints 4 and 5");
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    Outcome outcome;
    if (box_) {
      const auto size = [](const KeypointRecord& record) { return static_cast<double>(record.box_size); };
      outcome.metrics[key("PCK")] = accuracy(distances(records, size, false), threshold_);
    }
    if (torso_) outcome.metrics[key("tPCK")] = accuracy(distances(records, torso_size, false), threshold_);
    return outcome;
  }

 private:
  static double torso_size(const KeypointRecord& record) {
    const auto length = [](const std::vector<float>& points) {
      const float x = points[8] - points[10], y = points[9] - points[11];
      return std::sqrt(x * x + y * y);
    };
    const float annotated = length(record.truth);
    return static_cast<double>(annotated < 1 ? length(record.found) : annotated);
  }

  double threshold_;
  bool box_ = false, torso_ = false;
};

const RegisterMetric kPckAccuracy({"mmpose.PCKAccuracy"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<PckAccuracy>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
