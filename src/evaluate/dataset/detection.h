// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/args.h"
#include "evaluate/dataset/dataset.h"

namespace slipway::evaluate {

/// What mmdet's datasets have in common.
struct DetectionOptions {
  std::string data_root, ann_file;   ///< ann_file is joined with data_root
  std::vector<std::string> classes;  ///< of the metainfo
  bool one_text = false;             ///< the metainfo holds one name, not a list of them
  bool test_mode = false;
  /// @name What filter_cfg leaves out. Not set in test mode, where it has no effect.
  /// @{
  bool filter_empty = false;
  int64_t min_size = 0;                  ///< of the shorter side of an image, px
  std::optional<int64_t> bbox_min_size;  ///< px; smaller boxes are ignored (VOC)
  /// @}
};

/// Reads them. What is not supported is kept in `args`, for its finish().
/// @param default_classes where the config has none
DetectionOptions read_detection_options(config::Args& args, const std::vector<std::string>& default_classes);

}  // namespace slipway::evaluate
