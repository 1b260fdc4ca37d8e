// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "evaluate/metric/ascii_table.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/python_numbers.h"

namespace slipway::evaluate {
namespace {

/// Mean of what is above -1, to numpy's last bit where values come in its order.
class Mean {
 public:
  void add(double value) {
    if (value > -1) values_.push_back(value);
  }
  double value(double none) const {
    return values_.empty() ? none : sum_as_numpy<double>(values_) / static_cast<double>(values_.size());
  }

 private:
  std::vector<double> values_;
};

struct Selection {
  bool precision = true;  // or recall
  double threshold = 0;   // 0: all
  bool is_found = true;   // else there is no number
  const char* area = "all";
  int64_t max_dets = 100;
};

std::string name_stat(const Selection& selection, CocoKind kind) {
  const std::string name = selection.precision ? "AP" : "AR";
  if (selection.threshold != 0) return name + (selection.threshold == .5 ? " .5" : " .75");
  const std::string_view area = selection.area;
  if (area != "all") return name + (area == "small" ? " (S)" : area == "medium" ? " (M)" : " (L)");
  return kind == CocoKind::kBbox && !selection.precision ? fmt::format("{}@{}", name, selection.max_dets) : name;
}

/// In numpy's order: thresholds, recalls, categories, areas and limits.
Mean mean_of(const CocoEvaluation& evaluation, const Selection& selection) {
  const CocoParams& params = evaluation.params;
  std::vector<std::pair<size_t, size_t>> settings;
  for (size_t a = 0; a < params.areas.size(); ++a)
    for (size_t m = 0; m < params.max_dets.size(); ++m)
      if (params.areas[a].name == selection.area && params.max_dets[m] == selection.max_dets)
        settings.emplace_back(a, m);
  Mean mean;
  for (size_t t = 0; t < params.thresholds.size(); ++t) {
    if (selection.threshold != 0 && params.thresholds[t] != selection.threshold) continue;
    for (size_t r = 0; r < (selection.precision ? params.recalls.size() : 1); ++r)
      for (size_t c = 0; c < evaluation.category_ids.size(); ++c)
        for (const auto& [a, m] : settings)
          mean.add(selection.precision ? evaluation.precision_at(t, r, c, a, m) : evaluation.recall_at(t, c, a, m));
  }
  return mean;
}

CocoStat summarise(const CocoEvaluation& evaluation, const Selection& selection) {
  const CocoParams& params = evaluation.params;
  const Mean mean = selection.is_found ? mean_of(evaluation, selection) : Mean();
  CocoStat stat;
  stat.value = mean.value(-1);
  stat.name = name_stat(selection, params.kind);
  const std::string threshold = selection.threshold == 0
                                    ? fmt::format("{:.2f}:{:.2f}", params.thresholds.front(), params.thresholds.back())
                                    : fmt::format("{:.2f}", selection.threshold);
  const std::string number =
      params.rules == CocoRules::kXtcocotools ? fmt::format("{: .3f}", stat.value) : fmt::format("{:.3f}", stat.value);
  stat.line = fmt::format(" {:<18} {} @[ IoU={:<9} | area={:>6} | maxDets={:>3} ] = {}",
                          selection.precision ? "Average Precision" : "Average Recall",
                          selection.precision ? "(AP)" : "(AR)", threshold, selection.area, selection.max_dets, number);
  return stat;
}

std::vector<Selection> select_boxes(std::vector<int64_t> limits, const BoxSummary& summary) {
  constexpr size_t kLimits = 3;
  if (!summary.every_limit) {
    if (limits.size() < kLimits) fail("boxes need three limits of detections per image, not {}", limits.size());
    limits.resize(kLimits);
  }
  const int64_t last = limits.back();
  std::vector<Selection> selections{{.max_dets = summary.every_limit ? last : 100}};
  for (double threshold : {.5, .75})
    selections.push_back({.threshold = threshold, .is_found = summary.at_thresholds, .max_dets = last});
  for (const char* area : {"small", "medium", "large"}) selections.push_back({.area = area, .max_dets = last});
  for (int64_t limit : limits) selections.push_back({.precision = false, .max_dets = limit});
  for (const char* area : {"small", "medium", "large"})
    selections.push_back({.precision = false, .area = area, .max_dets = last});
  return selections;
}

std::vector<Selection> select_keypoints(CocoKind kind) {
  constexpr int64_t kLimit = 20;
  std::vector<Selection> selections;
  for (const bool precision : {true, false}) {
    for (double threshold : {0.0, .5, .75})
      selections.push_back({.precision = precision, .threshold = threshold, .max_dets = kLimit});
    if (kind == CocoKind::kKeypointsCrowd) continue;
    for (const char* area : {"medium", "large"})
      selections.push_back({.precision = precision, .area = area, .max_dets = kLimit});
  }
  return selections;
}

}  // namespace

std::vector<CocoStat> coco_stats(const CocoEvaluation& evaluation, const BoxSummary& summary) {
  const std::vector<Selection> selections = evaluation.params.kind == CocoKind::kBbox
                                                ? select_boxes(evaluation.params.max_dets, summary)
                                                : select_keypoints(evaluation.params.kind);
  std::vector<CocoStat> stats;
  for (const Selection& selection : selections) stats.push_back(summarise(evaluation, selection));
  return stats;
}

std::vector<CocoStat> crowd_stats(const CocoTruth& truth, const CocoResults& results, const CocoParams& params) {
  constexpr double kEasy = 0.2;
  constexpr double kHard = 0.8;
  const char* const types[] = {"easy", "medium", "hard"};
  const char* const names[] = {"AP(E)", "AP(M)", "AP(H)"};
  std::vector<int64_t> images[3];
  for (int64_t id : truth.image_ids) {
    auto index = truth.crowd_index.find(id);
    if (index == truth.crowd_index.end()) fail("{}: image {} has no 'crowdIndex'", truth.file, id);
    images[index->second < kEasy ? 0 : index->second < kHard ? 1 : 2].push_back(id);
  }
  std::vector<CocoStat> stats;
  for (size_t i = 0; i < 3; ++i) {
    CocoParams part = params;
    part.images = images[i];
    const CocoEvaluation evaluation = evaluate_coco(truth, results, part);
    // xtcocotools takes the mean of everything here, of the -1 too.
    double sum = 0;
    size_t count = 0;
    for (size_t t = 0; t < part.thresholds.size(); ++t) {
      for (size_t r = 0; r < part.recalls.size(); ++r) {
        for (size_t c = 0; c < evaluation.category_ids.size(); ++c, ++count)
          sum += evaluation.precision_at(t, r, c, 0, 0);
      }
    }
    CocoStat stat;
    stat.name = names[i];
    stat.value = count == 0 ? -1 : round_as_numpy(sum / static_cast<double>(count), 4);
    stat.line = fmt::format(" {:<18} {} @[ IoU={:<9} | type={:>6} | maxDets={:>3} ] = {:.3f}", "Average Precision",
                            "(AP)", fmt::format("{:.2f}:{:.2f}", part.thresholds.front(), part.thresholds.back()),
                            types[i], 20, stat.value);
    stats.push_back(std::move(stat));
  }
  return stats;
}

std::string coco_summary(const std::vector<CocoStat>& stats) {
  std::string text;
  for (const CocoStat& stat : stats) text += stat.line + "\n";
  return text;
}

std::vector<ClassRow> class_rows(const CocoEvaluation& evaluation) {
  const CocoParams& params = evaluation.params;
  require(params.kind == CocoKind::kBbox, "the table of classes is of boxes");
  const size_t last = params.max_dets.size() - 1;
  const auto mean = [&](size_t first_t, size_t end_t, size_t category, size_t area) {
    Mean mean;
    for (size_t t = first_t; t < end_t; ++t) {
      for (size_t r = 0; r < params.recalls.size(); ++r) mean.add(evaluation.precision_at(t, r, category, area, last));
    }
    return mean.value(std::numeric_limits<double>::quiet_NaN());
  };
  const size_t all = params.thresholds.size();
  std::vector<ClassRow> rows;
  for (size_t c = 0; c < evaluation.category_ids.size(); ++c) {
    rows.push_back({evaluation.category_names[c],
                    {mean(0, all, c, 0), mean(0, 1, c, 0), mean(5, 6, c, 0), mean(0, all, c, 1), mean(0, all, c, 2),
                     mean(0, all, c, 3)}});
  }
  return rows;
}

std::string class_table(const std::vector<ClassRow>& rows) {
  std::vector<std::vector<std::string>> cells{{"category", "mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l"}};
  for (const ClassRow& row : rows) {
    std::vector<std::string> line{row.category};
    for (double value : row.values) line.push_back(python_text(round_as_numpy(value, 3)));
    cells.push_back(std::move(line));
  }
  return ascii_table(cells);
}

}  // namespace slipway::evaluate
