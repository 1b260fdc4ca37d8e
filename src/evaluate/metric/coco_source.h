// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the metrics by COCO's rules have in common, whatever they judge.
#pragma once

#include <memory>
#include <string>

#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// The ground truth of a metric, read again only where the dataset has not read that file.
/// @param own_file `ann_file` of the metric, "" for the dataset's
/// @param needs_annotations false where results are only written
/// Errors: slipway::Error where neither names a file, or the file lacks what is needed.
std::shared_ptr<const CocoTruth> find_coco_truth(const std::string& own_file, const DatasetInfo& dataset,
                                                 bool needs_annotations);

/// Errors where a metric would neither compute nor write anything.
void require_purpose(bool format_only, const std::string& outfile_prefix);

}  // namespace slipway::evaluate
