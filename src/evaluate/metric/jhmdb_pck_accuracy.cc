// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's JhmdbPCKAccuracy: PCK of each part of the body. A keypoint that is annotated nowhere counts as -1, as there.
#include "base/error.h"
#include "evaluate/metric/pck_metric.h"

namespace slipway::evaluate {
namespace {

constexpr int64_t kJhmdbKeypoints = 15;
constexpr size_t kHeadOfJhmdb = 2;

struct JhmdbPart {
  const char* name;
  size_t right, left;
};
constexpr JhmdbPart kJhmdbParts[] = {{"Sho", 3, 4}, {"Elb", 7, 8},   {"Wri", 11, 12},
                                     {"Hip", 5, 6}, {"Knee", 9, 10}, {"Ank", 13, 14}};

class JhmdbPckAccuracy : public PckMetric {
 public:
  JhmdbPckAccuracy(const config::Value& metric, const DatasetInfo& dataset) : PckMetric(metric, dataset, 0.05, "bbox") {
    if (dataset.num_keypoints != kJhmdbKeypoints)
      fail("{} judges JHMDB's {} keypoints, the dataset has {}", name(), kJhmdbKeypoints, dataset.num_keypoints);
    if (has(Norm::kHead)) fail("{}: norm_item 'head' is not JHMDB's; take bbox or torso", name());
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& records) override {
    Outcome outcome;
    for (const auto& [norm, name] : {std::pair{Norm::kBbox, std::string("PCK")}, {Norm::kTorso, std::string("tPCK")}}) {
      if (!has(norm)) continue;
      const auto all = distances_by(norm, records);
      const std::vector<double> parts = accuracies(all, threshold());
      outcome.metrics[key("Head " + name)] = parts[kHeadOfJhmdb];
      for (const JhmdbPart& part : kJhmdbParts)
        outcome.metrics[key(std::string(part.name) + " " + name)] = 0.5 * parts[part.right] + 0.5 * parts[part.left];
      outcome.metrics[key(name)] = accuracy(all, threshold());
    }
    return outcome;
  }
};

const RegisterMetric kJhmdbPckAccuracy({"mmpose.JhmdbPCKAccuracy"},
                                       [](const config::Value& metric, const DatasetInfo& dataset) {
                                         return std::make_unique<JhmdbPckAccuracy>(metric, dataset);
                                       });

}  // namespace
}  // namespace slipway::evaluate
