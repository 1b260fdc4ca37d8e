// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's AUC: the area under the curve of PCK over thresholds from 0 to 1, of distances divided by a fixed number of
// px.
#include "base/error.h"
#include "evaluate/metric/keypoint_distance.h"

namespace slipway::evaluate {
namespace {

class Auc : public KeypointMetric {
 public:
  Auc(const config::Value& metric, const DatasetInfo& dataset) : KeypointMetric(metric, dataset) {
    check_metric_keys(metric, {"norm_factor", "num_thrs"});
    norm_factor_ = metric.get("norm_factor", 30.0);
    num_thresholds_ = metric.get("num_thrs", 20);
    if (num_thresholds_ < 1) fail("num_thrs must be at least 1, not {}", num_thresholds_);
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    const auto all = distances(
        records, [&](const KeypointRecord&) { return norm_factor_; }, true);
    const auto count = static_cast<double>(num_thresholds_);
    double area = 0;
    for (int64_t i = 0; i < num_thresholds_; ++i) area += 1.0 / count * accuracy(all, static_cast<double>(i) / count);
    Outcome outcome;
    outcome.metrics[key("AUC")] = area;
    return outcome;
  }

 private:
  double norm_factor_;
  int64_t num_thresholds_;
};

const RegisterMetric kAuc({"mmpose.AUC"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<Auc>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
