// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evaluate/dataset/dataset.h"
#include "package/pose_datasets.h"

namespace slipway::evaluate {

/// What metrics need of a pose dataset's metainfo (see package/pose_metainfo.h): name, number of keypoints, sigmas.
/// @param metainfo the dict of the config; null for `own`, or COCO's 17 keypoints
/// Errors: those of its reader, a missing name or sigmas, sigmas of another number than the keypoints.
void read_pose_metainfo(const config::Value* metainfo, const DatasetContext& context, DatasetInfo& info,
                        const package::PoseDataset* own = nullptr);

}  // namespace slipway::evaluate
