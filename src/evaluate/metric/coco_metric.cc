// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's CocoMetric: keypoints by COCO's rules, as xtcocotools computes them. CocoWholeBodyMetric: the same of the
// keypoints of body, feet, face and hands together, as it reports them; those of each part, which it prints, are not
// computed.
#include "evaluate/metric/coco_metric.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/coco_check.h"
#include "evaluate/metric/coco_source.h"
#include "evaluate/metric/coco_summary.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/oks_nms.h"
#include "evaluate/metric/records.h"
#include "evaluate/metric/whole_body.h"

namespace slipway::evaluate {
namespace {

/// The member of `names` that an option names.
template <typename T>
T choose(const config::Value& metric, const char* key, const char* fallback,
         const std::vector<std::pair<std::string, T>>& names) {
  const std::string text = metric.get(key, fallback);
  std::vector<std::string> known;
  for (const auto& [name, value] : names) {
    if (name == text) return value;
    known.push_back(name);
  }
  const config::Value* given = metric.find(key);
  fail("{} must be one of {}, not '{}'{}", key, join(known, ", "), text,
       given->location().text().empty() ? "" : " (" + given->location().text() + ")");
}

}  // namespace

CocoMetric::CocoMetric(const config::Value& metric, const DatasetInfo& dataset, Kind kind)
    : name_(metric.at("type").as_string()),
      prefix_(metric_prefix(metric, kind == Kind::kWholeBody ? "coco-wholebody" : "coco")),
      whole_body_(kind == Kind::kWholeBody) {
  if (kind == Kind::kPoseTrack)
    check_metric_keys(metric, {"ann_file", "score_mode", "keypoint_score_thr", "nms_mode", "nms_thr", "format_only",
                               "outfile_prefix"});
  else
    check_metric_keys(metric, {"ann_file", "use_area", "iou_type", "score_mode", "keypoint_score_thr", "nms_mode",
                               "nms_thr", "format_only", "pred_converter", "gt_converter", "outfile_prefix"});
  score_mode_ = choose<ScoreMode>(metric, "score_mode", "bbox_keypoint",
                                  {{"bbox", ScoreMode::kBbox},
                                   {"bbox_keypoint", ScoreMode::kBboxKeypoint},
                                   {"bbox_rle", ScoreMode::kBboxRle},
                                   {"keypoint", ScoreMode::kKeypoint}});
  nms_mode_ =
      choose<NmsMode>(metric, "nms_mode", "oks_nms",
                      {{"oks_nms", NmsMode::kOks}, {"soft_oks_nms", NmsMode::kSoftOks}, {"none", NmsMode::kNone}});
  kind_ = choose<CocoKind>(metric, "iou_type", "keypoints",
                           {{"keypoints", CocoKind::kKeypoints}, {"keypoints_crowd", CocoKind::kKeypointsCrowd}});
  keypoint_score_thr_ = metric.get("keypoint_score_thr", 0.2);
  nms_thr_ = metric.get("nms_thr", 0.9);
  use_area_ = metric.get("use_area", true);
  format_only_ = metric.get("format_only", false);
  outfile_prefix_ = optional_text(metric, "outfile_prefix");
  if (!outfile_prefix_.empty()) outfile_prefix_ += dataset.file_suffix;
  for (const char* key : {"pred_converter", "gt_converter"}) {
    const config::Value* converter = metric.find(key);
    if (converter != nullptr && !converter->is_none()) fail("{} is not supported; leave it out or set it to None", key);
  }
  require_purpose(format_only_, outfile_prefix_);

  num_keypoints_ = dataset.num_keypoints > 0 ? static_cast<size_t>(dataset.num_keypoints) : dataset.sigmas.size();
  if (num_keypoints_ == 0) fail("the dataset has no metainfo of keypoints; give it one with sigmas");
  if (dataset.sigmas.size() != num_keypoints_) {
    fail("the metainfo of the dataset has {} keypoints, but {} sigmas", num_keypoints_, dataset.sigmas.size());
  }
  for (double sigma : dataset.sigmas) {
    if (!(sigma > 0)) fail("the sigmas of the metainfo must be positive, not {}", sigma);
    const float twice = static_cast<float>(sigma) * 2;
    variances_.push_back(twice * twice);
  }

  if (format_only_) return;
  const std::string ann_file = optional_text(metric, "ann_file");
  truth_ = whole_body_ ? read_whole_bodies(ann_file, dataset, bad_) : find_coco_truth(ann_file, dataset, true);
  leave_out_bad_annotations();
}

CocoParams CocoMetric::params() const {
  CocoParams params = coco_params(kind_, CocoRules::kXtcocotools);
  // The area of a detection, which has no box there, is that of the body's keypoints.
  if (whole_body_) params.area_keypoints = kBodyKeypoints;
  params.use_area = use_area_;
  params.variances.assign(variances_.begin(), variances_.end());
  return params;
}

void CocoMetric::leave_out_bad_annotations() {
  // Which images will have detections nobody knows yet.
  const auto always = [](int64_t, int64_t) { return true; };
  truth_ = leave_out(truth_, find_problems(*truth_, params(), always), bad_);
}

void CocoMetric::check(const Result& result, const GroundTruth&) const {
  const auto* pose = std::get_if<Instances>(&result);
  if (pose == nullptr) fail("{} judges keypoints, but the model gives a class", name_);
  if (pose->size() > 0 && pose->keypoints.empty()) fail("{} judges keypoints, but the model gives none", name_);
  for (const auto& keypoints : pose->keypoints) {
    if (keypoints.size() != num_keypoints_) {
      fail("the model gives {} keypoints, but the metainfo of the dataset has {}", keypoints.size(), num_keypoints_);
    }
  }
}

void CocoMetric::add(const Sample& sample) {
  check(sample.prediction, sample.truth);
  const auto* pose = std::get_if<Instances>(&sample.prediction);
  const size_t n = pose->size();
  if (pose->keypoints.size() != n || pose->keypoint_scores.size() != n ||
      (pose->boxes.size() != n && !pose->boxes.empty())) {
    fail("the parts of a result of image {} differ in length", sample.truth.image_id);
  }
  Record record;
  record.index = sample.index;
  record.image_id = sample.truth.image_id;
  record.category_id = sample.truth.category_id;
  record.has_instance_id = sample.truth.instance_id.has_value();
  record.instance_id = sample.truth.instance_id.value_or(0);
  record.has_bboxes = n > 0 && !pose->boxes.empty();
  record.scores = pose->scores;
  record.areas = sample.truth.bbox_areas;
  if (!record.areas.empty() && record.areas.size() < n) {
    fail("image {} has {} people, but {} areas", sample.truth.image_id, n, record.areas.size());
  }
  for (const auto& box : pose->boxes) record.bboxes.insert(record.bboxes.end(), box.begin(), box.end());
  for (size_t i = 0; i < n; ++i) {
    if (pose->keypoint_scores[i].size() != num_keypoints_) {
      fail("the parts of a result of image {} differ in length", sample.truth.image_id);
    }
    for (const auto& point : pose->keypoints[i])
      record.keypoints.insert(record.keypoints.end(), point.begin(), point.end());
    record.visible.insert(record.visible.end(), pose->keypoint_scores[i].begin(), pose->keypoint_scores[i].end());
  }
  for (const auto* values : {&record.bboxes, &record.scores, &record.keypoints, &record.visible})
    require_finite(*values, record.image_id);
  records_.push_back(std::move(record));
  sorted_ = false;
}

void CocoMetric::sort_records() {
  if (!sorted_) sort_by_index(records_);
  sorted_ = true;
}

/// Images in the order in which the dataset first has them.
std::vector<std::vector<CocoMetric::Person>> CocoMetric::people_by_image() const {
  std::vector<std::vector<Person>> images;
  std::unordered_map<int64_t, size_t> positions;
  for (const Record& record : records_) {
    for (size_t row = 0; row < record.scores.size(); ++row) {
      const auto [position, is_new] = positions.emplace(record.image_id, images.size());
      if (is_new) images.emplace_back();
      Person person{&record, row, 0, 0};
      if (!record.areas.empty()) {
        person.area = record.areas[row];
      } else {
        const float* points = record.keypoints.data() + row * num_keypoints_ * 2;
        float x0 = points[0], x1 = points[0], y0 = points[1], y1 = points[1];
        for (size_t k = 1; k < num_keypoints_; ++k) {
          x0 = std::min(x0, points[2 * k]);
          x1 = std::max(x1, points[2 * k]);
          y0 = std::min(y0, points[2 * k + 1]);
          y1 = std::max(y1, points[2 * k + 1]);
        }
        person.area = (x1 - x0) * (y1 - y0);
      }
      person.score = score_of(person);
      images[position->second].push_back(person);
    }
  }
  // Top-down: one sample is one person, and a person that was seen twice counts once.
  for (std::vector<Person>& people : images) {
    if (!people.front().record->has_instance_id) continue;
    std::stable_sort(people.begin(), people.end(),
                     [](const Person& a, const Person& b) { return a.record->instance_id < b.record->instance_id; });
    people.erase(
        std::unique(people.begin(), people.end(),
                    [](const Person& a, const Person& b) { return a.record->instance_id == b.record->instance_id; }),
        people.end());
  }
  return images;
}

double CocoMetric::score_of(const Person& person) const {
  const std::span<const float> visible(person.record->visible.data() + person.row * num_keypoints_, num_keypoints_);
  const float box_score = person.record->scores[person.row];
  const auto mean = [&] {
    return static_cast<float>(static_cast<double>(sum_as_numpy(visible)) / static_cast<double>(visible.size()));
  };
  switch (score_mode_) {
    case ScoreMode::kBbox:
      return box_score;
    case ScoreMode::kKeypoint:
      return mean();
    case ScoreMode::kBboxRle:
      return box_score + mean() + *std::max_element(visible.begin(), visible.end());
    case ScoreMode::kBboxKeypoint:
      break;
  }
  // The box's score times the mean of the keypoint scores above the threshold.
  double sum = 0;
  size_t count = 0;
  for (float score : visible) {
    if (!(static_cast<double>(score) > keypoint_score_thr_)) continue;
    sum += score;
    ++count;
  }
  return box_score * (count == 0 ? 0.0 : sum / static_cast<double>(count));
}

std::vector<CocoMetric::Person> CocoMetric::suppress(const std::vector<Person>& people) const {
  std::vector<NmsPose> poses;
  for (const Person& person : people) {
    const float* points = person.record->keypoints.data() + person.row * num_keypoints_ * 2;
    poses.push_back({{points, num_keypoints_ * 2}, person.area, person.score});
  }
  const bool single_precision = score_mode_ == ScoreMode::kBbox || score_mode_ == ScoreMode::kKeypoint;
  const std::vector<size_t> kept = nms_mode_ == NmsMode::kOks
                                       ? oks_nms(poses, nms_thr_, variances_)
                                       : soft_oks_nms(poses, nms_thr_, variances_, single_precision);
  std::vector<Person> result;
  for (size_t i : kept) result.push_back(people[i]);
  return result;
}

CocoResults CocoMetric::make_results() {
  sort_records();
  if (records_.empty()) fail("{} has no samples", name_);
  CocoResults results;
  for (const std::vector<Person>& people : people_by_image()) {
    for (const Person& person : nms_mode_ == NmsMode::kNone ? people : suppress(people)) {
      const Record& record = *person.record;
      CocoDetection detection;
      detection.image_id = record.image_id;
      detection.category_id = whole_body_ ? 1 : record.category_id;
      detection.score = person.score;
      detection.has_bbox = record.has_bboxes && !whole_body_;
      if (detection.has_bbox) {
        const float* box = record.bboxes.data() + 4 * person.row;
        detection.bbox = {box[0], box[1], box[2] - box[0], box[3] - box[1]};
      }
      detection.has_keypoints = true;
      detection.keypoints = {results.numbers.size(), 3 * num_keypoints_};
      for (size_t k = 0; k < num_keypoints_; ++k) {
        const size_t at = person.row * num_keypoints_ + k;
        results.numbers.insert(results.numbers.end(),
                               {record.keypoints[2 * at], record.keypoints[2 * at + 1], record.visible[at]});
      }
      results.detections.push_back(detection);
    }
  }
  return results;
}

Outcome CocoMetric::compute(const ComputeOptions& options) {
  const CocoResults results = make_results();
  Outcome outcome;
  if (!outfile_prefix_.empty()) {
    const std::string file = outfile_prefix_ + ".keypoints.json";
    write_coco_results(results, file);
    outcome.files.push_back(file);
  }
  if (format_only_) return outcome;

  CocoParams params = this->params();
  if (options.partial) {
    params.images.emplace();
    for (const Record& record : records_) params.images->push_back(record.image_id);
  }
  std::vector<CocoStat> stats = coco_stats(evaluate_coco(*truth_, results, params));
  if (kind_ == CocoKind::kKeypointsCrowd) {
    for (CocoStat& stat : crowd_stats(*truth_, results, params)) stats.push_back(std::move(stat));
  }
  for (const CocoStat& stat : stats) outcome.metrics[prefix_ + "/" + stat.name] = stat.value;
  outcome.text = coco_summary(stats);
  return outcome;
}

std::string CocoMetric::serialise() const {
  ByteWriter out;
  out.put_text("CocoMetric");
  out.put<uint64_t>(records_.size());
  for (const Record& record : records_) {
    out.put(record.index);
    out.put(record.image_id);
    out.put(record.category_id);
    out.put(record.instance_id);
    out.put(record.has_instance_id);
    out.put(record.has_bboxes);
    for (const auto* values : {&record.bboxes, &record.scores, &record.keypoints, &record.visible, &record.areas}) {
      out.put_all(*values);
    }
  }
  return out.take();
}

void CocoMetric::merge(std::string_view bytes) {
  with_context("merging predictions of " + name_, [&] {
    ByteReader in(bytes);
    if (in.get_text() != "CocoMetric") fail("they are of another metric");
    std::vector<Record> merged;
    for (auto count = in.get<uint64_t>(); count > 0; --count) {
      Record record;
      record.index = in.get<int64_t>();
      record.image_id = in.get<int64_t>();
      record.category_id = in.get<int64_t>();
      record.instance_id = in.get<int64_t>();
      record.has_instance_id = in.get<char>() != 0;
      record.has_bboxes = in.get<char>() != 0;
      for (auto* values : {&record.bboxes, &record.scores, &record.keypoints, &record.visible, &record.areas}) {
        *values = in.get_all<float>();
      }
      const size_t n = record.scores.size();
      if (record.bboxes.size() != (record.has_bboxes ? 4 * n : 0) ||
          record.keypoints.size() != 2 * n * num_keypoints_ || record.visible.size() != n * num_keypoints_ ||
          (!record.areas.empty() && record.areas.size() < n)) {
        fail("their sizes do not fit");
      }
      merged.push_back(std::move(record));
    }
    in.finish();
    for (Record& record : merged) records_.push_back(std::move(record));
    sorted_ = false;
  });
}

namespace {

const RegisterMetric kCocoMetric({"mmpose.CocoMetric"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<CocoMetric>(metric, dataset, CocoMetric::Kind::kBody);
});
const RegisterMetric kWholeBodyMetric({"mmpose.CocoWholeBodyMetric"}, [](const config::Value& metric,
                                                                         const DatasetInfo& dataset) {
  return std::make_unique<CocoMetric>(metric, dataset, CocoMetric::Kind::kWholeBody);
});

}  // namespace
}  // namespace slipway::evaluate
