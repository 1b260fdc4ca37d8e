// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "evaluate/metric/coco_eval.h"

namespace slipway::evaluate {

/// One number of the summary, and the line that the library prints for it.
struct CocoStat {
  std::string name;   ///< "AP", "AP .5", "AP (M)", "AR@10", ...: of mmpose where it has one
  double value = -1;  ///< -1: the ground truth has nothing to find
  std::string line;   ///< without a line break
};

/// How numbers for boxes are chosen among those at every limit of detections and every threshold.
struct BoxSummary {
  /// As mmdet's COCOevalMP: AP at the last limit, AR at each. Else as COCOeval: AP at 100, where that is a limit, AR at
  /// the first three, everything else at the third.
  bool every_limit = false;
  /// AP at IoU 0.5 and 0.75. COCOeval does not find them where its thresholds are a list of the user, and says -1.
  bool at_thresholds = true;
};

/// `COCOeval.stats`: 12 numbers for boxes, 10 for keypoints; for crowds the first 6 of their 9, see crowd_stats.
std::vector<CocoStat> coco_stats(const CocoEvaluation& evaluation, const BoxSummary& summary = {});

/// The last 3 numbers of keypoints_crowd: AP of images by how crowded they are ("crowdIndex" below 0.2, below 0.8,
/// the rest), rounded to 4 digits as xtcocotools does. Errors: slipway::Error where an image has no "crowdIndex".
std::vector<CocoStat> crowd_stats(const CocoTruth& truth, const CocoResults& results, const CocoParams& params);

/// Lines of all, each with its line break.
std::string coco_summary(const std::vector<CocoStat>& stats);

/// AP of one category, as mmdet's CocoMetric(classwise=True) has it: NaN where there is nothing to find.
struct ClassRow {
  std::string category;
  std::vector<double> values;  ///< mAP, mAP_50, mAP_75, mAP_s, mAP_m, mAP_l
};

/// One row per category, in the order of their ids. Boxes only.
std::vector<ClassRow> class_rows(const CocoEvaluation& evaluation);
/// The rows as a table with a frame, rounded to 3 digits.
std::string class_table(const std::vector<ClassRow>& rows);

}  // namespace slipway::evaluate
