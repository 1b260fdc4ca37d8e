// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// What metrics of classes keep of one sample.
struct ClassRecord {
  int64_t index = 0;
  int32_t label = 0;      ///< ground truth
  int32_t top = 0;        ///< the predicted class as torch.topk picks it
  int32_t first_top = 0;  ///< of classes with the same largest score the first, as torch.argmax picks it
  int32_t rank = -1;      ///< position of the label among the best, -1 where it is not among them
  float top_score = 0;    ///< of `top`
  float label_score = 0;  ///< of the label, where rank is not -1
};

/// What the metrics of mmpretrain share: samples become records at once, scores of all classes are not kept.
class ClassMetric : public Metric {
 public:
  const std::string& name() const override { return name_; }
  void check(const Result& result, const GroundTruth& truth) const override;
  void add(const Sample& sample) override;
  size_t size() const override { return records_.size(); }
  Outcome compute(const ComputeOptions& options) final;
  std::string serialise() const override;
  void merge(std::string_view bytes) override;

 protected:
  /// @param best how many of the best classes count
  ClassMetric(const config::Value& metric, const char* default_prefix, size_t best);

  /// From records that are sorted, at least one, whose labels are below `num_classes`.
  virtual Outcome compute(const std::vector<ClassRecord>& records) = 0;

  /// As the results have it where they hold scores, else as `fallback_classes_` says.
  size_t num_classes() const;
  bool has_scores() const { return has_scores_; }
  std::string key(const std::string& metric) const { return prefix_ + "/" + metric; }

  int64_t fallback_classes_ = 0;  ///< num_classes of the config; 0 where it says nothing
  bool needs_classes_ = true;     ///< whether labels must be below num_classes()

 private:
  /// Errors for results of keypoints.
  const std::vector<float>& all_scores(const Result& result) const;

  std::string name_;
  std::string prefix_;
  size_t best_;
  size_t num_scores_ = 0;
  bool has_scores_ = false;
  std::vector<ClassRecord> records_;
};

/// @name Options of several metrics
/// @{

/// Thresholds: a number, None, or a list of both; empty entries are None.
using Thresholds = std::vector<std::optional<double>>;
Thresholds read_thresholds(const config::Value& metric);
/// What a name gets for a threshold where there are several: "_thr-0.10", "_no-thr"; "" for the only one.
std::string threshold_suffix(const Thresholds& thresholds, size_t index);
/// num_classes, 0 where it is absent or None.
int64_t read_num_classes(const config::Value& metric);
/// @}

/// Numbers on one line as mmengine logs them: "a/b: 1.0000  a/c: 2.0000".
std::string log_line(const nlohmann::ordered_json& metrics);

}  // namespace slipway::evaluate
