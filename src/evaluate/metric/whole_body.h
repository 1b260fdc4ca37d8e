// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Annotations of COCO-WholeBody: besides the body's keypoints those of feet, face and hands, each in a list of its
/// own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

/// Of the body, as COCO has them.
inline constexpr size_t kBodyKeypoints = 17;

/// Keys of the further lists, in the order in which their keypoints follow those of the body.
const std::vector<std::string>& whole_body_keys();

/// The truth with all keypoints of each annotation one behind the other, 133 of COCO-WholeBody. Annotations that lack a
/// list are left out. @param file read with whole_body_keys() @param bad gets "annotations[3] (id 7): has no
/// 'face_kpts'" for each
std::shared_ptr<const CocoTruth> join_whole_bodies(const CocoFile& file, std::vector<std::string>& bad);

/// The annotations of CocoWholeBodyMetric, whatever dataset it is for. Those that lack a list are left out.
/// @param own_file of the metric; "" for the dataset's @param bad as of join_whole_bodies(), with the file before them
/// Errors: slipway::Error where there is no file, or no whole body in it.
std::shared_ptr<const CocoTruth> read_whole_bodies(const std::string& own_file, const DatasetInfo& dataset,
                                                   std::vector<std::string>& bad);

}  // namespace slipway::evaluate
