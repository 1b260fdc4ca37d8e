// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's EPE: the mean distance in px.
#include "evaluate/metric/keypoint_distance.h"

namespace slipway::evaluate {
namespace {

class Epe : public KeypointMetric {
 public:
  Epe(const config::Value& metric, const DatasetInfo& dataset) : KeypointMetric(metric, dataset) {
    check_metric_keys(metric, {});
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    Outcome outcome;
    outcome.metrics[key("EPE")] = mean(distances(
        records, [](const KeypointRecord&) { return 1.0; }, false));
    return outcome;
  }
};

const RegisterMetric kEpe({"mmpose.EPE"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<Epe>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
