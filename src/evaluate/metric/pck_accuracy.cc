// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's PCKAccuracy: the part of keypoints that are nearer than a part of the person's size.
#include "evaluate/metric/pck_metric.h"

namespace slipway::evaluate {
namespace {

class PckAccuracy : public PckMetric {
 public:
  PckAccuracy(const config::Value& metric, const DatasetInfo& dataset) : PckMetric(metric, dataset, 0.05, "bbox") {}

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    Outcome outcome;
    for (const auto& [norm, name] : {std::pair{Norm::kBbox, "PCK"}, {Norm::kHead, "PCKh"}, {Norm::kTorso, "tPCK"}})
      if (has(norm)) outcome.metrics[key(name)] = accuracy(distances_by(norm, records), threshold());
    return outcome;
  }
};

const RegisterMetric kPckAccuracy({"mmpose.PCKAccuracy"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<PckAccuracy>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
