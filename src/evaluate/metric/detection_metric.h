// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// What metrics of detections keep of one sample.
struct DetectionRecord {
  int64_t index = 0;
  int64_t image_id = 0;
  // N things that were found, in the order of the result.
  std::vector<std::array<float, 4>> boxes;  ///< x1,y1,x2,y2 in image_px
  std::vector<float> scores;
  std::vector<int32_t> labels;      ///< below the number of classes
  std::vector<AnnotatedBox> truth;  ///< only where the metric wants it
};

/// What the metrics of mmdet share: collecting, and handing it on to other processes.
class DetectionMetric : public Metric {
 public:
  const std::string& name() const override { return name_; }
  void check(const Result& result, const GroundTruth& truth) const override;
  void check_classes(int64_t num_classes) const override;
  void add(const Sample& sample) override;
  size_t size() const override { return records_.size(); }
  Outcome compute(const ComputeOptions& options) final;
  std::string serialise() const override;
  void merge(std::string_view bytes) override;

 protected:
  /// @param keeps_truth whether records hold the boxes of the ground truth
  DetectionMetric(const config::Value& metric, const DatasetInfo& dataset, const char* default_prefix,
                  bool keeps_truth);

  /// From records in the order of the dataset, at least one.
  virtual Outcome compute(const std::vector<DetectionRecord>& records, const ComputeOptions& options) = 0;

  /// Results with a label that is not below it are refused. The number of the dataset's classes, unless set.
  size_t num_labels_;
  std::string key(const std::string& metric) const { return prefix_ + "/" + metric; }

 private:
  std::string name_, prefix_;
  size_t num_classes_;
  bool keeps_truth_;
  std::vector<DetectionRecord> records_;
};

}  // namespace slipway::evaluate
