// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace slipway::package {

/// What mmpose's own description of a dataset says of its keypoints (facts of configs/_base_/datasets), in few words.
struct PoseDataset {
  std::string_view file;       ///< "aic.py"
  std::string_view type;       ///< the dataset type that it is for, "" where configs name the file
  std::string_view name;       ///< `dataset_name`
  std::string_view keypoints;  ///< names; "face-0..67" stands for face-0, face-1, ..., face-67
  std::string_view swaps;      ///< "1-2": each is the other side of the other; "1>2": 2 is that of 1 only
  std::string_view links;      ///< "15-13": the skeleton
  std::string_view sigmas;     ///< "0.08*3": three times; empty where the dataset has none
};

std::span<const PoseDataset> pose_datasets();

}  // namespace slipway::package
