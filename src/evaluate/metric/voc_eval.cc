// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/voc_eval.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "evaluate/metric/box_overlap.h"
#include "evaluate/metric/numpy_sum.h"

namespace slipway::evaluate {
namespace {

/// What a detection is: neither right nor wrong where it finds something that is ignored.
struct Judged {
  float score = 0;
  bool right = false, wrong = false;
};

/// What the annotated boxes of one class in one image are; those that are ignored come last.
std::vector<const AnnotatedBox*> truth_of(const DetectionRecord& record, int32_t label) {
  std::vector<const AnnotatedBox*> truth;
  for (const bool ignored : {false, true})
    for (const AnnotatedBox& box : record.truth)
      if (box.label == label && box.ignore == ignored) truth.push_back(&box);
  return truth;
}

/// Judges the detections of one class in one image, and adds them in the order of the result.
void judge(const DetectionRecord& record, int32_t label, double threshold, std::vector<Judged>& judged) {
  const std::vector<const AnnotatedBox*> truth = truth_of(record, label);
  std::vector<bool> taken(truth.size(), false);
  std::vector<size_t> members;
  for (size_t i = 0; i < record.labels.size(); ++i)
    if (record.labels[i] == label) members.push_back(i);
  std::vector<size_t> order(members.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return record.scores[members[a]] > record.scores[members[b]]; });
  const size_t first = judged.size();
  for (const size_t i : members) judged.push_back({record.scores[i]});
  for (const size_t at : order) {
    float best = -1;
    size_t match = 0;
    for (size_t g = 0; g < truth.size(); ++g) {
      const float overlap = pixel_iou(record.boxes[members[at]], truth[g]->box);
      if (overlap <= best) continue;
      best = overlap;
      match = g;
    }
    Judged& result = judged[first + at];
    if (truth.empty() || static_cast<double>(best) < threshold) {
      result.wrong = true;
    } else if (!truth[match]->ignore) {
      (taken[match] ? result.wrong : result.right) = true;
      taken[match] = true;
    }
  }
}

/// Precision and recall after each detection, best first.
struct Curve {
  std::vector<double> recalls;
  std::vector<float> precisions;
};

Curve make_curve(std::vector<Judged>& judged, int64_t to_find) {
  constexpr float kEpsilon = std::numeric_limits<float>::epsilon();
  std::stable_sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) { return a.score > b.score; });
  Curve curve;
  float right = 0, wrong = 0;
  for (const Judged& one : judged) {
    right += one.right ? 1.0F : 0.0F;
    wrong += one.wrong ? 1.0F : 0.0F;
    curve.recalls.push_back(static_cast<double>(right) /
                            std::max(static_cast<double>(to_find), static_cast<double>(kEpsilon)));
    curve.precisions.push_back(right / std::max(right + wrong, kEpsilon));
  }
  return curve;
}

float area_below(const Curve& curve) {
  std::vector<double> recalls{0}, precisions{0};
  recalls.insert(recalls.end(), curve.recalls.begin(), curve.recalls.end());
  precisions.insert(precisions.end(), curve.precisions.begin(), curve.precisions.end());
  recalls.push_back(1);
  precisions.push_back(0);
  for (size_t i = precisions.size() - 1; i > 0; --i) precisions[i - 1] = std::max(precisions[i - 1], precisions[i]);
  std::vector<double> parts;
  for (size_t i = 0; i + 1 < recalls.size(); ++i)
    if (recalls[i + 1] != recalls[i]) parts.push_back((recalls[i + 1] - recalls[i]) * precisions[i + 1]);
  return static_cast<float>(sum_as_numpy<double>(parts));
}

float mean_of_11_points(const Curve& curve) {
  constexpr int kPoints = 11;
  float sum = 0;
  for (int point = 0; point < kPoints; ++point) {
    float best = 0;
    for (size_t i = 0; i < curve.recalls.size(); ++i)
      if (curve.recalls[i] >= point * 0.1) best = std::max(best, curve.precisions[i]);
    sum += best;
  }
  return sum / static_cast<float>(kPoints);
}

}  // namespace

std::vector<VocClass> evaluate_voc(const std::vector<DetectionRecord>& records, size_t num_classes,
                                   double iou_threshold, VocMode mode) {
  std::vector<VocClass> classes(num_classes);
  for (size_t i = 0; i < num_classes; ++i) {
    const auto label = static_cast<int32_t>(i);
    VocClass& result = classes[i];
    std::vector<Judged> judged;
    for (const DetectionRecord& record : records) {
      judge(record, label, iou_threshold, judged);
      result.to_find += std::count_if(record.truth.begin(), record.truth.end(),
                                      [&](const AnnotatedBox& box) { return box.label == label && !box.ignore; });
    }
    const Curve curve = make_curve(judged, result.to_find);
    result.found = static_cast<int64_t>(judged.size());
    result.recall = curve.recalls.empty() ? 0 : static_cast<float>(curve.recalls.back());
    result.ap = mode == VocMode::kArea ? area_below(curve) : mean_of_11_points(curve);
  }
  return classes;
}

float mean_ap(const std::vector<VocClass>& classes) {
  std::vector<float> values;
  for (const VocClass& one : classes)
    if (one.to_find > 0) values.push_back(one.ap);
  return values.empty() ? 0 : sum_as_numpy<float>(values) / static_cast<float>(values.size());
}

}  // namespace slipway::evaluate
