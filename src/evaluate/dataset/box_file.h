// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace slipway::evaluate {

/// A box of a detector.
struct DetectedBox {
  int64_t image_id = 0, category_id = 0;
  std::array<double, 4> bbox{};  ///< x,y,w,h in image_px
  double score = 0;
};

/// Reads a list of detections in COCO's format (`bbox_file`). @param bad gets entries that were left out
/// Errors: slipway::Error for a file that cannot be read, is no JSON (with its place), or no list.
std::vector<DetectedBox> read_detected_boxes(const std::filesystem::path& file, std::vector<std::string>& bad);

}  // namespace slipway::evaluate
