// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmdet's CocoMetric: boxes by COCO's rules, as pycocotools computes them.
#include <algorithm>

#include "base/error.h"
#include "base/strings.h"
#include "config/args.h"
#include "evaluate/metric/coco_categories.h"
#include "evaluate/metric/coco_check.h"
#include "evaluate/metric/coco_source.h"
#include "evaluate/metric/coco_summary.h"
#include "evaluate/metric/detection_metric.h"
#include "evaluate/metric/python_numbers.h"

namespace slipway::evaluate {
namespace {

/// Names of the numbers, in the order of coco_stats(). They say what mmdet's own limits (100, 300, 1000) make of them,
/// whatever the limits are.
const std::vector<std::string> kItems{"mAP",    "mAP_50", "mAP_75",  "mAP_s",     "mAP_m",     "mAP_l",
                                      "AR@100", "AR@300", "AR@1000", "AR_s@1000", "AR_m@1000", "AR_l@1000"};
constexpr size_t kUsualItems = 6;  ///< those that are reported unless metric_items names others
constexpr size_t kLimits = 3;
constexpr size_t kMaxThresholds = 32;
constexpr size_t kIndexOf75 = 5;  ///< of the threshold 0.75 among COCO's, which class-wise numbers take
constexpr int kDigits = 3;

class DetectionCocoMetric : public DetectionMetric {
 public:
  DetectionCocoMetric(const config::Value& metric, const DatasetInfo& dataset);

 private:
  const std::vector<std::string>& bad_annotations() const override { return bad_; }
  Outcome compute(const std::vector<DetectionRecord>& records, const ComputeOptions& options) override;
  void read_options(config::Args& args);
  CocoResults make_results(const std::vector<DetectionRecord>& records) const;
  void add_class_rows(const CocoEvaluation& evaluation, Outcome& outcome) const;

  bool classwise_ = false, format_only_ = false, sort_categories_ = false;
  BoxSummary summary_;
  CocoParams params_;
  std::vector<std::string> items_;
  std::string outfile_prefix_;
  std::shared_ptr<const CocoTruth> truth_;
  std::vector<std::string> bad_;
  std::vector<int64_t> categories_;  ///< ids, by label
};

/// `metric`: 'bbox', or a list of it.
void require_bbox(config::Args& args) {
  const config::Value* kinds = args.entry("metric");
  if (kinds == nullptr) return;
  const std::vector<config::Value> listed =
      kinds->is_sequence() ? kinds->as_sequence() : std::vector<config::Value>{*kinds};
  for (const config::Value& kind : listed) {
    if (kind == config::Value("bbox")) continue;
    args.refuse("metric", fmt::format("{} is not supported; supported: 'bbox'", kind.repr()));
  }
  if (listed.empty()) args.refuse("metric", "must not be empty");
}

DetectionCocoMetric::DetectionCocoMetric(const config::Value& metric, const DatasetInfo& dataset)
    : DetectionMetric(metric, dataset, "coco", false), params_(coco_params(CocoKind::kBbox, CocoRules::kPycocotools)) {
  config::Args args(metric, "mmdet.CocoMetric");
  read_options(args);
  args.finish();
  if (!outfile_prefix_.empty()) outfile_prefix_ += dataset.file_suffix;
  require_purpose(format_only_, outfile_prefix_);
  truth_ = find_coco_truth(optional_text(metric, "ann_file"), dataset, !format_only_);
  categories_ = categories_of(*truth_, dataset.classes, sort_categories_);
  num_labels_ = categories_.size();
  params_.categories = categories_;
  const auto always = [](int64_t, int64_t) { return true; };
  if (!format_only_) truth_ = leave_out(truth_, find_problems(*truth_, params_, always), bad_);
}

void DetectionCocoMetric::read_options(config::Args& args) {
  args.ignore({"prefix", "collect_device", "collect_dir", "ann_file"});
  refuse_remote_files(args);
  require_bbox(args);
  classwise_ = args.boolean("classwise", false);
  format_only_ = args.boolean("format_only", false);
  sort_categories_ = args.boolean("sort_categories", false);
  summary_.every_limit = args.boolean("use_mp_eval", false);
  if (args.find("outfile_prefix") != nullptr) outfile_prefix_ = args.string("outfile_prefix", "");

  params_.max_dets = args.integers("proposal_nums", {100, 300, 1000});
  std::sort(params_.max_dets.begin(), params_.max_dets.end());
  const size_t limits = params_.max_dets.size();
  if (limits == 0 || params_.max_dets.front() < 1)
    args.refuse("proposal_nums", "must be positive numbers");
  else if (limits < kLimits && !summary_.every_limit)
    args.refuse("proposal_nums", fmt::format("must be three numbers or more, not {}", limits));

  if (const config::Value* thresholds = args.find("iou_thrs"); thresholds != nullptr) {
    params_.thresholds =
        thresholds->is_sequence() ? args.numbers("iou_thrs", {0.5}) : std::vector<double>{args.number("iou_thrs", 0.5)};
    summary_.at_thresholds = false;
  }
  if (params_.thresholds.empty() || params_.thresholds.size() > kMaxThresholds)
    args.refuse("iou_thrs", fmt::format("must be 1 to {} numbers", kMaxThresholds));
  else if (classwise_ && params_.thresholds.size() <= kIndexOf75)
    args.refuse("iou_thrs",
                fmt::format("classwise=True needs {} thresholds or more: it takes the first and the {}th for "
                            "mAP_50 and mAP_75",
                            kIndexOf75 + 1, kIndexOf75 + 1));

  items_.assign(kItems.begin(), kItems.begin() + kUsualItems);
  const config::Value* items = args.find("metric_items");
  if (items == nullptr) return;
  items_ = args.attempt([&] { return items->as_strings(); });
  const size_t count = summary_.every_limit ? kItems.size() - kLimits + limits : kItems.size();
  for (const std::string& item : items_) {
    const auto at = static_cast<size_t>(std::find(kItems.begin(), kItems.end(), item) - kItems.begin());
    if (at == kItems.size())
      args.refuse("metric_items", fmt::format("'{}' is none of {}", item, join(kItems, ", ")));
    else if (at >= count)
      args.refuse("metric_items", fmt::format("'{}' needs {} numbers in proposal_nums", item, kLimits));
  }
}

CocoResults DetectionCocoMetric::make_results(const std::vector<DetectionRecord>& records) const {
  CocoResults results;
  for (const DetectionRecord& record : records) {
    for (size_t i = 0; i < record.boxes.size(); ++i) {
      // The library's boxes become numbers of double precision before they are subtracted.
      const std::array<float, 4>& box = record.boxes[i];
      const double x = box[0], y = box[1];
      CocoDetection detection;
      detection.image_id = record.image_id;
      detection.category_id = categories_[static_cast<size_t>(record.labels[i])];
      detection.score = record.scores[i];
      detection.has_bbox = true;
      detection.bbox = {x, y, box[2] - x, box[3] - y};
      results.detections.push_back(detection);
    }
  }
  return results;
}

/// A number for each class, in the order of labels, and a table of them.
void DetectionCocoMetric::add_class_rows(const CocoEvaluation& evaluation, Outcome& outcome) const {
  // The evaluation has them in the order of ids. mmdet does not look, and names the wrong ones where these differ.
  const std::vector<ClassRow> by_id = class_rows(evaluation);
  std::vector<ClassRow> rows;
  for (const int64_t id : categories_) {
    const auto at = std::find(evaluation.category_ids.begin(), evaluation.category_ids.end(), id);
    rows.push_back(by_id[static_cast<size_t>(at - evaluation.category_ids.begin())]);
    outcome.metrics[key(rows.back().category + "_precision")] = round_as_numpy(rows.back().values.front(), kDigits);
  }
  outcome.text += class_table(rows);
}

Outcome DetectionCocoMetric::compute(const std::vector<DetectionRecord>& records, const ComputeOptions& options) {
  const CocoResults results = make_results(records);
  Outcome outcome;
  if (!outfile_prefix_.empty()) {
    const std::string file = outfile_prefix_ + ".bbox.json";
    write_coco_results(results, file);
    outcome.files.push_back(file);
  }
  if (format_only_) return outcome;

  CocoParams params = params_;
  if (options.partial) {
    params.images.emplace();
    for (const DetectionRecord& record : records) params.images->push_back(record.image_id);
  }
  const CocoEvaluation evaluation = evaluate_coco(*truth_, results, params);
  const std::vector<CocoStat> stats = coco_stats(evaluation, summary_);
  outcome.text = coco_summary(stats);
  if (classwise_) add_class_rows(evaluation, outcome);
  for (const std::string& item : items_) {
    const auto at = static_cast<size_t>(std::find(kItems.begin(), kItems.end(), item) - kItems.begin());
    outcome.metrics[key("bbox_" + item)] = round_as_numpy(stats[at].value, kDigits);
  }
  outcome.text += "bbox_mAP_copypaste:";
  for (size_t i = 0; i < kUsualItems; ++i) outcome.text += fmt::format(" {:.3f}", stats[i].value);
  outcome.text += "\n";
  return outcome;
}

const RegisterMetric kDetectionCocoMetric({"mmdet.CocoMetric"},
                                          [](const config::Value& metric, const DatasetInfo& dataset) {
                                            return std::make_unique<DetectionCocoMetric>(metric, dataset);
                                          });

}  // namespace
}  // namespace slipway::evaluate
