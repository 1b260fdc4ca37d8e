// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evaluate/metric/keypoint_distance.h"

namespace slipway::evaluate {

/// What mmpose's three PCK metrics share: which size of a person (`norm_item`) distances are divided by, and the part
/// of a size (`thr`) below which a keypoint counts as found.
class PckMetric : public KeypointMetric {
 public:
  void check(const Result& result, const GroundTruth& truth) const override;

 protected:
  enum class Norm { kBbox, kHead, kTorso };

  /// @param threshold,norm where the config says nothing
  PckMetric(const config::Value& metric, const DatasetInfo& dataset, double threshold, const char* norm);

  bool has(Norm norm) const;
  double threshold() const { return threshold_; }
  /// As KeypointMetric::distances().
  std::vector<std::vector<float>> distances_by(Norm norm, const std::vector<KeypointRecord>& records) const;

 private:
  double threshold_;
  std::vector<Norm> norms_;
};

}  // namespace slipway::evaluate
