// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/oks_nms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "evaluate/metric/numpy_sum.h"

namespace slipway::evaluate {
namespace {

constexpr size_t kMaxKept = 20;

/// Positions by falling score; of equal ones the later first.
std::vector<size_t> falling(std::span<const double> scores) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  std::reverse(order.begin(), order.end());
  return order;
}

/// Between two people, over all keypoints; the scale is the mean of their areas. In single precision, step by step as
/// numpy computes it, since what is kept hangs on a comparison.
float oks(const NmsPose& a, const NmsPose& b, std::span<const float> variances) {
  const double mean_area = static_cast<double>(a.area + b.area) / 2 + std::numeric_limits<double>::epsilon();
  const auto scale = static_cast<float>(mean_area);
  std::vector<float> terms;
  for (size_t k = 0; k < variances.size(); ++k) {
    const float dx = b.keypoints[2 * k] - a.keypoints[2 * k];
    const float dy = b.keypoints[2 * k + 1] - a.keypoints[2 * k + 1];
    terms.push_back(std::exp(-((dx * dx + dy * dy) / variances[k] / scale / 2)));
  }
  if (terms.empty()) return 0;
  return static_cast<float>(static_cast<double>(sum_as_numpy<float>(terms)) / static_cast<double>(terms.size()));
}

}  // namespace

std::vector<size_t> oks_nms(std::span<const NmsPose> poses, double threshold, std::span<const float> variances) {
  std::vector<double> scores;
  for (const NmsPose& pose : poses) scores.push_back(pose.score);
  std::vector<size_t> rest = falling(scores);
  std::vector<size_t> kept;
  while (!rest.empty()) {
    const size_t best = rest.front();
    kept.push_back(best);
    rest.erase(rest.begin());
    std::erase_if(
        rest, [&](size_t other) { return oks(poses[best], poses[other], variances) > static_cast<float>(threshold); });
  }
  return kept;
}

std::vector<size_t> soft_oks_nms(std::span<const NmsPose> poses, double threshold, std::span<const float> variances,
                                 bool single_precision) {
  std::vector<double> scores;
  for (const NmsPose& pose : poses) scores.push_back(pose.score);
  std::vector<size_t> rest = falling(scores);
  std::vector<double> rest_scores;
  for (size_t i : rest) rest_scores.push_back(scores[i]);
  std::vector<size_t> kept;
  while (!rest.empty() && kept.size() < kMaxKept) {
    const size_t best = rest.front();
    kept.push_back(best);
    rest.erase(rest.begin());
    rest_scores.erase(rest_scores.begin());
    for (size_t i = 0; i < rest.size(); ++i) {
      const float overlap = oks(poses[best], poses[rest[i]], variances);
      const float weight = std::exp(-(overlap * overlap) / static_cast<float>(threshold));
      rest_scores[i] *= static_cast<double>(weight);
      if (single_precision) rest_scores[i] = static_cast<double>(static_cast<float>(rest_scores[i]));
    }
    const std::vector<size_t> order = falling(rest_scores);
    std::vector<size_t> sorted;
    std::vector<double> sorted_scores;
    for (size_t i : order) {
      sorted.push_back(rest[i]);
      sorted_scores.push_back(rest_scores[i]);
    }
    rest = std::move(sorted);
    rest_scores = std::move(sorted_scores);
  }
  return kept;
}

}  // namespace slipway::evaluate
