// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "package/pose_datasets.h"
#include "slipway/config.h"

namespace slipway::package {

/// What a pose dataset says about its keypoints (`metainfo`, or the `dataset_info` of the file that it names).
struct PoseMetainfo {
  using Rgb = std::array<int, 3>;

  std::string dataset_name;                 ///< "coco"; "" where it has none
  std::vector<std::string> keypoint_names;  ///< [K]
  std::vector<Rgb> keypoint_colors;         ///< [K]
  std::vector<size_t> flip_indices;  ///< [K] the keypoint of the other side of the body, itself where there is none
  std::vector<std::array<size_t, 2>> links;  ///< [L] the keypoints that a link joins
  std::vector<Rgb> link_colors;              ///< [L]
  std::vector<double> sigmas;                ///< spread of each keypoint for OKS; empty where it has none
  config::Value dict;                        ///< what was read, for messages; None where the config has no metainfo

  size_t size() const { return keypoint_names.size(); }
};

/// Reads a metainfo: inline, or from `from_file`, which is looked for as it stands, then beside the model config and in
/// the folders above it.
/// @param metainfo the dict of the config; null, None or empty for the 17 keypoints of COCO, as is a coco.py that is
/// nowhere. Other files of mmpose's are known, too.
/// @param model_config_file "" where there is none
/// @param own what the dataset has where its config says nothing: find_pose_dataset(); null for COCO's
/// Errors: slipway::Error for a file that is nowhere, keypoints that are not numbered from 0 on or named twice, links
/// and flips to keypoints that are not there; all problems of a dict at once.
PoseMetainfo read_pose_metainfo(const config::Value* metainfo, const std::filesystem::path& model_config_file,
                                const PoseDataset* own = nullptr);

/// That of the test dataset, or what the dataset's type has of its own; nothing where the config says neither. Errors:
/// as read_pose_metainfo().
std::optional<PoseMetainfo> find_pose_metainfo(const config::Value& model_config);

/// mmpose's own description of a dataset, by the name of its file ("aic.py") or of its type ("AicDataset"); null where
/// there is none here.
const PoseDataset* find_pose_dataset(std::string_view file_or_type);

}  // namespace slipway::package
