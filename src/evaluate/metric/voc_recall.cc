// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "evaluate/metric/box_overlap.h"
#include "evaluate/metric/voc_eval.h"

namespace slipway::evaluate {
namespace {

/// Overlaps of annotated boxes (rows) and proposals, best first.
struct Overlaps {
  size_t rows = 0, columns = 0;
  std::vector<float> values;
};

Overlaps overlaps_of(const DetectionRecord& record, size_t limit) {
  std::vector<size_t> order;
  for (size_t i = 0; i < record.labels.size(); ++i)
    if (record.labels[i] == 0) order.push_back(i);
  // Of equal scores the later comes first, as a reversed stable sort has it.
  std::reverse(order.begin(), order.end());
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return record.scores[a] > record.scores[b]; });
  order.resize(std::min(order.size(), limit));
  Overlaps overlaps;
  overlaps.columns = order.size();
  for (const AnnotatedBox& box : record.truth) {
    if (box.ignore) continue;
    ++overlaps.rows;
    for (const size_t i : order) overlaps.values.push_back(pixel_iou(box.box, record.boxes[i]));
  }
  return overlaps;
}

/// Gives annotated boxes a proposal each, the best pairs first. Adds the overlap of each pair, and -1 for each box that
/// is left over; 0 for all where there is no proposal.
void pair_up(const Overlaps& overlaps, size_t limit, std::vector<float>& result) {
  const size_t columns = std::min(overlaps.columns, limit);
  if (columns == 0) {
    result.insert(result.end(), overlaps.rows, 0.0F);
    return;
  }
  std::vector<bool> row_done(overlaps.rows, false), column_done(columns, false);
  for (size_t round = 0; round < overlaps.rows; ++round) {
    float best = -1;
    size_t best_row = 0, best_column = 0;
    for (size_t row = 0; row < overlaps.rows; ++row) {
      for (size_t column = 0; column < columns; ++column) {
        const float value = overlaps.values[row * overlaps.columns + column];
        if (row_done[row] || column_done[column] || value <= best) continue;
        best = value;
        best_row = row;
        best_column = column;
      }
    }
    result.push_back(best);
    row_done[best_row] = column_done[best_column] = true;
  }
}

}  // namespace

std::vector<std::vector<double>> voc_recalls(const std::vector<DetectionRecord>& records,
                                             const std::vector<int64_t>& proposal_numbers,
                                             const std::vector<double>& iou_thresholds) {
  std::vector<Overlaps> images;
  for (const DetectionRecord& record : records)
    images.push_back(overlaps_of(record, static_cast<size_t>(proposal_numbers.back())));
  std::vector<std::vector<double>> recalls;
  for (const int64_t number : proposal_numbers) {
    std::vector<float> best;
    for (const Overlaps& overlaps : images) pair_up(overlaps, static_cast<size_t>(number), best);
    std::vector<double>& row = recalls.emplace_back();
    for (const double threshold : iou_thresholds) {
      const auto found =
          std::count_if(best.begin(), best.end(), [&](float value) { return value >= static_cast<float>(threshold); });
      row.push_back(best.empty() ? std::numeric_limits<double>::quiet_NaN()
                                 : static_cast<double>(found) / static_cast<double>(best.size()));
    }
  }
  return recalls;
}

}  // namespace slipway::evaluate
