// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/metainfo.h"

#include "config/args.h"
#include "package/pose_metainfo.h"

namespace slipway::evaluate {

void read_pose_metainfo(const config::Value* metainfo, const DatasetContext& context, DatasetInfo& info,
                        const package::PoseDataset* own) {
  const package::PoseMetainfo read = package::read_pose_metainfo(metainfo, context.config_file, own);
  if (!read.dict.is_none()) {
    // What drawing can do without.
    read.dict.at("dataset_name");
    read.dict.at("sigmas");
  }
  // Some datasets have none; the metrics that need them say so.
  if (!read.sigmas.empty() && read.sigmas.size() != read.size())
    fail("{}: {} sigmas for {} keypoints", config::place(read.dict), read.sigmas.size(), read.size());
  info.dataset_name = read.dataset_name;
  info.num_keypoints = static_cast<int64_t>(read.size());
  info.sigmas = read.sigmas;
  info.flip_indices = read.flip_indices;
}

}  // namespace slipway::evaluate
