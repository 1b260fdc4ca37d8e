// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmdet's VOCMetric.
#include "base/error.h"
#include "base/strings.h"
#include "config/args.h"
#include "evaluate/metric/ascii_table.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/python_numbers.h"
#include "evaluate/metric/voc_eval.h"

namespace slipway::evaluate {
namespace {

class VocMetric : public DetectionMetric {
 public:
  VocMetric(const config::Value& metric, const DatasetInfo& dataset);

 private:
  Outcome compute(const std::vector<DetectionRecord>& records, const ComputeOptions& options) override;
  Outcome compute_map(const std::vector<DetectionRecord>& records) const;
  Outcome compute_recall(const std::vector<DetectionRecord>& records) const;
  std::string class_table(const std::vector<VocClass>& classes, double mean) const;

  bool is_recall_ = false;
  VocMode mode_ = VocMode::k11Points;
  std::vector<double> iou_thresholds_;
  std::vector<int64_t> proposal_numbers_;
  std::vector<std::string> classes_;
  std::string voc_year_;
};

/// `metric`: a name, or a list of one.
std::string read_kind(config::Args& args) {
  const config::Value* kind = args.entry("metric");
  if (kind == nullptr) return "mAP";
  const config::Value& name = kind->is_sequence() && kind->size() == 1 ? kind->at(0) : *kind;
  if (name == config::Value("mAP") || name == config::Value("recall")) return name.as_string();
  args.refuse("metric", "must be 'mAP' or 'recall', not " + kind->repr());
  return "mAP";
}

VocMetric::VocMetric(const config::Value& metric, const DatasetInfo& dataset)
    : DetectionMetric(metric, dataset, "pascal_voc", true), classes_(dataset.classes), voc_year_(dataset.voc_year) {
  config::Args args(metric, "mmdet.VOCMetric");
  args.ignore({"prefix", "collect_device", "collect_dir"});
  is_recall_ = read_kind(args) == "recall";
  mode_ = args.choice("eval_mode", "11points", {"area", "11points"}) == "area" ? VocMode::kArea : VocMode::k11Points;
  const config::Value* thresholds = args.find("iou_thrs");
  const bool one = thresholds != nullptr && !thresholds->is_sequence();
  iou_thresholds_ = one ? std::vector<double>{args.number("iou_thrs", 0.5)} : args.numbers("iou_thrs", {0.5});
  if (iou_thresholds_.empty()) args.refuse("iou_thrs", "must not be empty");
  proposal_numbers_ = args.integers("proposal_nums", {100, 300, 1000});
  if (proposal_numbers_.empty()) args.refuse("proposal_nums", "must not be empty");
  for (const int64_t number : proposal_numbers_)
    if (number < 1) args.refuse("proposal_nums", fmt::format("must be positive, not {}", number));
  // Recalls do not look at it.
  if (args.find("scale_ranges") != nullptr && !is_recall_)
    args.refuse("scale_ranges", "is not supported: mmdet has no name for what it computes of them, and stops");
  args.finish();
  if (!dataset.has_boxes) fail("the dataset does not say which boxes are in its images, which VOCMetric needs");
}

Outcome VocMetric::compute(const std::vector<DetectionRecord>& records, const ComputeOptions&) {
  return is_recall_ ? compute_recall(records) : compute_map(records);
}

Outcome VocMetric::compute_map(const std::vector<DetectionRecord>& records) const {
  Outcome outcome;
  const bool is_usual = voc_year_.empty() || (voc_year_ == "VOC2007") == (mode_ == VocMode::k11Points);
  if (!is_usual)
    outcome.text += fmt::format("{} is usually judged with eval_mode='{}'\n", voc_year_,
                                mode_ == VocMode::kArea ? "11points" : "area");
  outcome.metrics[key("mAP")] = 0.0;  // goes first
  double sum = 0;
  for (const double threshold : iou_thresholds_) {
    const std::vector<VocClass> classes = evaluate_voc(records, classes_.size(), threshold, mode_);
    const double mean = mean_ap(classes);
    sum += mean;
    outcome.text += fmt::format("---------------iou_thr: {}---------------\n", python_text(threshold));
    outcome.text += class_table(classes, mean);
    // Cut off, not rounded: 0.29 is AP28.
    outcome.metrics[key(fmt::format("AP{:02}", static_cast<int>(threshold * 100)))] = round_as_python(mean, 3);
  }
  outcome.metrics[key("mAP")] = sum / static_cast<double>(iou_thresholds_.size());
  return outcome;
}

std::string VocMetric::class_table(const std::vector<VocClass>& classes, double mean) const {
  std::vector<std::vector<std::string>> cells{{"class", "gts", "dets", "recall", "ap"}};
  for (size_t i = 0; i < classes.size(); ++i)
    cells.push_back({classes_[i], std::to_string(classes[i].to_find), std::to_string(classes[i].found),
                     fmt::format("{:.3f}", classes[i].recall), fmt::format("{:.3f}", classes[i].ap)});
  cells.push_back({"mAP", "", "", "", fmt::format("{:.3f}", mean)});
  return ascii_table(cells, true);
}

Outcome VocMetric::compute_recall(const std::vector<DetectionRecord>& records) const {
  Outcome outcome;
  const std::vector<std::vector<double>> recalls = voc_recalls(records, proposal_numbers_, iou_thresholds_);
  std::vector<std::vector<std::string>> cells{{""}};
  for (const double threshold : iou_thresholds_) cells[0].push_back(python_text(threshold));
  for (size_t i = 0; i < recalls.size(); ++i) {
    std::vector<std::string>& row = cells.emplace_back();
    row.push_back(std::to_string(proposal_numbers_[i]));
    for (size_t j = 0; j < recalls[i].size(); ++j) {
      row.push_back(fmt::format("{:.3f}", recalls[i][j]));
      outcome.metrics[key(fmt::format("recall@{}@{}", proposal_numbers_[i], cells[0][j + 1]))] = recalls[i][j];
    }
  }
  outcome.text = ascii_table(cells);
  if (iou_thresholds_.size() == 1) return outcome;
  for (size_t i = 0; i < recalls.size(); ++i)
    outcome.metrics[key(fmt::format("AR@{}", proposal_numbers_[i]))] =
        sum_as_numpy<double>(recalls[i]) / static_cast<double>(recalls[i].size());
  return outcome;
}

const RegisterMetric kVocMetric({"mmdet.VOCMetric"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<VocMetric>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
