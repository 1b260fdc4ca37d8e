// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::evaluate {

struct CocoImage {
  int64_t id = 0;
  std::string file_name;
  int64_t width = 0, height = 0;  ///< px; 0 where the file does not say
};

/// What a dataset needs to know of an annotation: a tenth of what is written about it.
struct CocoInstance {
  int64_t id = 0, image_id = 0, category_id = 0;
  std::optional<std::array<double, 4>> bbox;  ///< x,y,w,h in image_px
  bool has_keypoints = false;
  int64_t num_keypoints = 0;  ///< as annotated, else the number of keypoints with a positive coordinate
  bool positive = false;      ///< some coordinate of a keypoint is above 0
  bool crowd = false;
};

struct CocoFile {
  std::vector<CocoImage> images;        ///< in their order; of several with one id the last, at the place of the first
  std::vector<CocoInstance> instances;  ///< in their order; likewise
  std::vector<std::pair<int64_t, std::string>> categories;
  std::vector<std::string> bad;                     ///< entries that were left out: "annotations[3] (id 7): ..."
  std::vector<size_t> bad_images, bad_annotations;  ///< their places in the file
  size_t duplicate_images = 0, duplicate_instances = 0;
};

/// Reads an annotation file in COCO's format in one pass; needs memory for what is returned only.
/// Errors: slipway::Error for a file that cannot be read, broken JSON (with the line), something else than an object.
CocoFile read_coco_file(const std::filesystem::path& file);
/// The same from text. @param name for messages
CocoFile parse_coco(std::string_view text, const std::string& name);

/// The text of an annotation file without some entries, as JSON.
/// @param images, annotations places of the entries, ascending
std::string without_entries(const std::filesystem::path& file, const std::vector<size_t>& images,
                            const std::vector<size_t>& annotations);

/// A box of a detector.
struct CocoDetection {
  int64_t image_id = 0, category_id = 0;
  std::array<double, 4> bbox{};  ///< x,y,w,h in image_px
  double score = 0;
};
/// Reads a list of detections in COCO's format (`bbox_file`). @param bad gets entries that were left out
std::vector<CocoDetection> read_coco_detections(const std::filesystem::path& file, std::vector<std::string>& bad);

}  // namespace slipway::evaluate
