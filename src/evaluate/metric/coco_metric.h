// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/coco_eval.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// mmpose's CocoMetric, and what its metrics share that derive from it: collecting people, their scores, suppression of
/// those that are found twice.
class CocoMetric : public Metric {
 public:
  enum class Kind { kBody, kWholeBody, kPoseTrack };

  /// Of kPoseTrack, only results are written. Errors: keys that the kind does not have, no `outfile_prefix` then.
  CocoMetric(const config::Value& metric, const DatasetInfo& dataset, Kind kind);

  const std::string& name() const override { return name_; }
  void check(const Result& result, const GroundTruth& truth) const override;
  void add(const Sample& sample) override;
  const std::vector<std::string>& bad_annotations() const override { return bad_; }
  size_t size() const override { return records_.size(); }
  Outcome compute(const ComputeOptions& options) override;
  std::string serialise() const override;
  void merge(std::string_view bytes) override;

 protected:
  /// What is written and judged, from all records. Errors: slipway::Error where there are none.
  CocoResults make_results();
  const std::string& outfile_prefix() const { return outfile_prefix_; }

 private:
  enum class ScoreMode { kBbox, kKeypoint, kBboxKeypoint, kBboxRle };
  enum class NmsMode { kNone, kOks, kSoftOks };
  /// What is kept of one sample.
  struct Record {
    int64_t index = 0;
    int64_t image_id = 0;
    int64_t category_id = 1;
    int64_t instance_id = 0;
    bool has_instance_id = false;
    bool has_bboxes = false;
    // N people, one behind the other.
    std::vector<float> bboxes;     // x1,y1,x2,y2
    std::vector<float> scores;     // of the boxes
    std::vector<float> keypoints;  // [K,2]
    std::vector<float> visible;    // [K], scores of the keypoints
    std::vector<float> areas;      // empty: from the keypoints
  };
  /// One person on the way to the results.
  struct Person {
    const Record* record = nullptr;
    size_t row = 0;
    float area = 0;
    double score = 0;
  };

  CocoParams params() const;
  void leave_out_bad_annotations();
  void sort_records();
  std::vector<std::vector<Person>> people_by_image() const;
  double score_of(const Person& person) const;
  std::vector<Person> suppress(const std::vector<Person>& people) const;

  std::string name_;
  std::string prefix_;
  bool whole_body_;
  ScoreMode score_mode_;
  NmsMode nms_mode_;
  CocoKind kind_;
  double keypoint_score_thr_;
  double nms_thr_;
  bool use_area_;
  bool format_only_;
  std::string outfile_prefix_;
  size_t num_keypoints_;
  std::vector<float> variances_;  // in single precision, as mmpose's metainfo has its sigmas
  std::shared_ptr<const CocoTruth> truth_;
  std::vector<std::string> bad_;
  std::vector<Record> records_;
  bool sorted_ = true;
};

}  // namespace slipway::evaluate
