// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evaluate/dataset/dataset.h"

namespace slipway::evaluate {

/// What metrics need of a pose dataset's metainfo: name, number of keypoints, sigmas.
/// @param metainfo the dict of the config: inline or `from_file`; null for COCO's 17 keypoints
/// `from_file` is looked for as it stands, then beside the model config and in the folders above it; a coco.py that is
/// nowhere is the one of mmpose. Errors: a file that is nowhere, missing keys, sigmas of another number than the
/// keypoints.
void read_pose_metainfo(const config::Value* metainfo, const DatasetContext& context, DatasetInfo& info);

}  // namespace slipway::evaluate
