// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's MpiiPCKAccuracy: PCKh of each part of the body in percent, and their mean, weighted by how often a keypoint
// is annotated, without pelvis and thorax. A keypoint that is annotated nowhere counts as -100, as there.
#include <algorithm>

#include "base/error.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/pck_metric.h"

namespace slipway::evaluate {
namespace {

constexpr size_t kMpiiKeypoints = 16;
constexpr size_t kHeadOfMpii = 9;
constexpr double kSecondThreshold = 0.1;

struct MpiiPart {
  const char* name;
  size_t left, right;
};
constexpr MpiiPart kMpiiParts[] = {{"Shoulder", 13, 12}, {"Elbow", 14, 11}, {"Wrist", 15, 10},
                                   {"Hip", 3, 2},        {"Knee", 4, 1},    {"Ankle", 5, 0}};

/// Pelvis and thorax.
bool counts(size_t keypoint) { return keypoint != 6 && keypoint != 7; }

class MpiiPckAccuracy : public PckMetric {
 public:
  MpiiPckAccuracy(const config::Value& metric, const DatasetInfo& dataset) : PckMetric(metric, dataset, 0.5, "head") {
    if (dataset.num_keypoints != static_cast<int64_t>(kMpiiKeypoints))
      fail("{} judges MPII's {} keypoints, the dataset has {}", name(), kMpiiKeypoints, dataset.num_keypoints);
    if (has(Norm::kBbox) || has(Norm::kTorso)) fail("{}: norm_item must be 'head'", name());
  }

 protected:
  Outcome judge(const std::vector<KeypointRecord>& given) override {
    // Annotations count from 1, what a model finds from 0.
    std::vector<KeypointRecord> records = given;
    for (KeypointRecord& record : records)
      for (float& value : record.found) value += 1.0F;
    const auto all = distances_by(Norm::kHead, records);
    std::vector<double> percent = accuracies(all, threshold());
    for (double& value : percent) value *= 100;

    Outcome outcome;
    outcome.metrics[key("Head PCK")] = percent[kHeadOfMpii];
    for (const MpiiPart& part : kMpiiParts)
      outcome.metrics[key(std::string(part.name) + " PCK")] = 0.5 * (percent[part.left] + percent[part.right]);
    const std::vector<double> weights = weights_of(records);
    outcome.metrics[key("PCK")] = weighted(percent, weights);
    std::vector<double> nearer = accuracies(all, kSecondThreshold);
    for (double& value : nearer) value = static_cast<double>(static_cast<float>(100 * value));
    outcome.metrics[key("PCK@0.1")] = weighted(nearer, weights);
    return outcome;
  }

 private:
  /// How much of the annotated keypoints each one is.
  static std::vector<double> weights_of(const std::vector<KeypointRecord>& records) {
    std::vector<double> weights(kMpiiKeypoints, 0);
    double sum = 0;
    for (size_t k = 0; k < kMpiiKeypoints; ++k) {
      if (!counts(k)) continue;
      for (const KeypointRecord& record : records) weights[k] += record.visible[k] != 0 ? 1 : 0;
      sum += weights[k];
    }
    for (double& weight : weights) weight = sum > 0 ? weight / sum : 0;
    return weights;
  }

  static double weighted(const std::vector<double>& values, const std::vector<double>& weights) {
    std::vector<double> products;
    for (size_t k = 0; k < values.size(); ++k) products.push_back(counts(k) ? values[k] * weights[k] : 0);
    return sum_as_numpy(std::span<const double>(products));
  }
};

const RegisterMetric kMpiiPckAccuracy({"mmpose.MpiiPCKAccuracy"},
                                      [](const config::Value& metric, const DatasetInfo& dataset) {
                                        return std::make_unique<MpiiPckAccuracy>(metric, dataset);
                                      });

}  // namespace
}  // namespace slipway::evaluate
