// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// PASCAL VOC's average precision, as mmdet computes it: in single precision.
#pragma once

#include <cstdint>
#include <vector>

#include "evaluate/metric/detection_metric.h"

namespace slipway::evaluate {

/// How the area below the curve of precision is taken: exactly, or as the mean at the recalls 0, 0.1, ..., 1.
enum class VocMode { kArea, k11Points };

/// What came of one class.
struct VocClass {
  int64_t to_find = 0;  ///< annotated boxes that are not ignored
  int64_t found = 0;    ///< detections
  float recall = 0;     ///< of all detections
  float ap = 0;
};

/// One for each class. A detection is right where the annotated box that it overlaps most is of its class, not yet
/// found and overlaps by at least `iou_threshold`; it does not count where that box is ignored. Equal scores are judged
/// in the order of the samples, where numpy's sort takes them in an order of its own.
std::vector<VocClass> evaluate_voc(const std::vector<DetectionRecord>& records, size_t num_classes,
                                   double iou_threshold, VocMode mode);

/// Of the classes that have something to find; 0 where none has.
float mean_ap(const std::vector<VocClass>& classes);

/// Part of the annotated boxes, of all classes, that the best of the proposals find, as mmdet's eval_recalls has it:
/// [proposal numbers][thresholds]. The proposals are the boxes of the first class, as mmdet's VOCMetric hands them on.
/// Not a number where there is nothing to find.
std::vector<std::vector<double>> voc_recalls(const std::vector<DetectionRecord>& records,
                                             const std::vector<int64_t>& proposal_numbers,
                                             const std::vector<double>& iou_thresholds);

}  // namespace slipway::evaluate
