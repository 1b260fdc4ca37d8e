// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/registry.h"
#include "slipway/error.h"

namespace slipway::evaluate {
namespace {

/// Mean of what is above -1.
class Mean {
 public:
  void add(double value) {
    if (value <= -1) return;
    sum_ += value;
    ++count_;
  }
  double value(double none) const { return count_ == 0 ? none : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  size_t count_ = 0;
};

struct Selection {
  bool precision = true;  // or recall
  double threshold = 0;   // 0: all
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

CocoStat summarise(const CocoEvaluation& evaluation, const Selection& selection) {
  const CocoParams& params = evaluation.params;
  Mean mean;
  for (size_t t = 0; t < params.thresholds.size(); ++t) {
    if (selection.threshold != 0 && params.thresholds[t] != selection.threshold) continue;
    for (size_t a = 0; a < params.areas.size(); ++a) {
      if (params.areas[a].name != selection.area) continue;
      for (size_t m = 0; m < params.max_dets.size(); ++m) {
        if (params.max_dets[m] != selection.max_dets) continue;
        for (size_t c = 0; c < evaluation.category_ids.size(); ++c) {
          if (!selection.precision) {
            mean.add(evaluation.recall_at(t, c, a, m));
            continue;
          }
          for (size_t r = 0; r < params.recalls.size(); ++r) mean.add(evaluation.precision_at(t, r, c, a, m));
        }
      }
    }
  }
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

/// numpy's way of rounding, which goes through the product.
double round_to(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::rint(value * scale) / scale;
}

/// A float as Python prints it: always with a point.
std::string python_text(double value) {
  if (std::isnan(value)) return "nan";
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace

std::vector<CocoStat> coco_stats(const CocoEvaluation& evaluation) {
  std::vector<Selection> selections;
  if (evaluation.params.kind == CocoKind::kBbox) {
    const std::vector<int64_t>& dets = evaluation.params.max_dets;
    if (dets.size() != 3) fail("boxes need three limits of detections per image, not {}", dets.size());
    selections.push_back({true, 0, "all", 100});
    for (double threshold : {.5, .75}) selections.push_back({true, threshold, "all", dets[2]});
    for (const char* area : {"small", "medium", "large"}) selections.push_back({true, 0, area, dets[2]});
    for (int64_t limit : dets) selections.push_back({false, 0, "all", limit});
    for (const char* area : {"small", "medium", "large"}) selections.push_back({false, 0, area, dets[2]});
  } else {
    for (const bool precision : {true, false}) {
      for (double threshold : {0.0, .5, .75}) selections.push_back({precision, threshold, "all", 20});
      if (evaluation.params.kind == CocoKind::kKeypointsCrowd) continue;
      for (const char* area : {"medium", "large"}) selections.push_back({precision, 0, area, 20});
    }
  }
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
    stat.value = count == 0 ? -1 : round_to(sum / static_cast<double>(count), 4);
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
    for (double value : row.values) line.push_back(python_text(round_to(value, 3)));
    cells.push_back(std::move(line));
  }
  std::vector<size_t> widths(cells.front().size(), 0);
  for (const auto& line : cells) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string frame = "+";
  for (size_t width : widths) frame += std::string(width + 2, '-') + "+";
  frame += "\n";
  std::string text = frame;
  for (size_t i = 0; i < cells.size(); ++i) {
    text += "|";
    for (size_t j = 0; j < widths.size(); ++j) text += fmt::format(" {:<{}} |", cells[i][j], widths[j]);
    text += "\n";
    if (i == 0) text += frame;
  }
  return text + frame;
}

}  // namespace slipway::evaluate
