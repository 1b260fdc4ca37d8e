// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// What metrics of distances keep of one sample: one person. K keypoints.
struct KeypointRecord {
  int64_t index = 0;
  float box_size = 0;               ///< longer side of the annotated box, px
  double head_size = 0;             ///< px; 0 where the dataset does not say
  std::vector<float> found, truth;  ///< [K,2] x,y in image_px
  std::vector<char> visible;        ///< [K] whether a keypoint is annotated
};

/// Metrics of mmpose that compare each keypoint with where it is: collecting, and handing on to other processes. A
/// distance is divided by a size of the person, x and y by the same.
class KeypointMetric : public Metric {
 public:
  const std::string& name() const override { return name_; }
  void check(const Result& result, const GroundTruth& truth) const override;
  void add(const Sample& sample) override;
  size_t size() const override { return records_.size(); }
  Outcome compute(const ComputeOptions& options) final;
  std::string serialise() const override;
  void merge(std::string_view bytes) override;

 protected:
  KeypointMetric(const config::Value& metric, const DatasetInfo& dataset);

  /// From records in the order of the dataset, at least one.
  virtual Outcome judge(const std::vector<KeypointRecord>& records) = 0;
  /// "PCK", or "prefix/PCK" where the config gives one.
  std::string key(const std::string& metric) const { return prefix_.empty() ? metric : prefix_ + "/" + metric; }

  /// Distances by keypoint, [K][those that count], each in units of its person's size.
  /// @param size of a person; nobody's whose is 0 counts, and one below counts as 10^6, as in mmpose
  /// @param in_f64 whether NumPy would divide in f64
  std::vector<std::vector<float>> distances(const std::vector<KeypointRecord>& records,
                                            const std::function<double(const KeypointRecord&)>& size,
                                            bool in_f64) const;
  /// How far two keypoints of one kind, those that are annotated or found, are from each other, px.
  double length(const std::vector<float>& points, size_t a, size_t b, bool annotated) const;
  /// The part of each keypoint's distances that are below `threshold`; -1 of those that are annotated nowhere.
  static std::vector<double> accuracies(const std::vector<std::vector<float>>& distances, double threshold);
  /// The mean, over keypoints that are annotated anywhere, of the part of them that is nearer than `threshold`.
  static double accuracy(const std::vector<std::vector<float>>& distances, double threshold);
  /// The mean of all distances; 0 where there is none.
  static double mean(const std::vector<std::vector<float>>& distances);

 private:
  std::string name_, prefix_;
  bool truth_in_f64_;
  std::vector<KeypointRecord> records_;
};

}  // namespace slipway::evaluate
