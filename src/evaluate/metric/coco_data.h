// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Annotation files and result files in COCO's format, as evaluation needs them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace slipway::evaluate {

/// A run of numbers in a pool that many objects share.
struct NumberRange {
  size_t begin = 0;
  size_t size = 0;
};

/// Entries with values that are NaN or infinite where numbers are computed with them.
struct OddNumbers {
  size_t count = 0;
  std::string first;  ///< "annotations[3] (id 7), 'area'"
};

struct CocoAnnotation {
  int64_t id = 0;
  int64_t image_id = 0;
  int64_t category_id = 0;
  bool is_crowd = false;  ///< false where the file says nothing
  bool ignore = false;    ///< mmdet's datasets leave it out; false where the file says nothing
  bool has_bbox = false;
  bool has_area = false;
  bool has_keypoints = false;
  std::array<double, 4> bbox{};  ///< x,y,w,h in image_px
  double area = 0;               ///< px^2
  uint32_t index = 0;            ///< in the list of the file
  int64_t num_keypoints = -1;    ///< as the file says; -1 where it says nothing
  NumberRange keypoints;         ///< x,y,v of each keypoint in CocoTruth::numbers; image_px, v > 0: labelled
  std::vector<NumberRange>
      more{};  ///< of each key that the reader was asked for, in CocoTruth::numbers; empty where it is missing
};

/// Ground truth. Segmentations, captions and file names are not kept.
struct CocoTruth {
  std::string file;                ///< for messages
  std::string missing;             ///< a list that the file does not have, but evaluation needs; see require_complete()
  std::vector<int64_t> image_ids;  ///< in the order of the file
  /// keypoints_crowd only: "crowdIndex" of the images that have one
  std::map<int64_t, double> crowd_index;
  std::vector<int64_t> category_ids;  ///< in the order of the file
  std::map<int64_t, std::string> category_names;
  std::vector<CocoAnnotation> annotations;
  std::vector<double> numbers;
  bool has_annotations = false;  ///< the file has the key at all
  OddNumbers odd;

  std::span<const double> keypoints(const CocoAnnotation& annotation) const { return of(annotation.keypoints); }
  std::span<const double> of(const NumberRange& range) const { return {numbers.data() + range.begin, range.size}; }
};

struct CocoImage {
  int64_t id = 0;
  std::string file_name;
  int64_t width = 0, height = 0;  ///< px; 0 where the file does not say
};

/// An annotation file as a dataset needs it.
struct CocoFile {
  std::shared_ptr<const CocoTruth> truth;  ///< without the entries that are broken
  std::vector<CocoImage> images;           ///< one for each of truth->image_ids
  std::vector<std::string> bad;            ///< the broken ones: "annotations[3] (id 7): ..."
};

struct CocoDetection {
  int64_t image_id = 0;
  int64_t category_id = 0;
  double score = 0;
  bool has_bbox = false;
  bool has_keypoints = false;
  std::array<double, 4> bbox{};  ///< x,y,w,h in image_px
  NumberRange keypoints;         ///< x,y,score of each keypoint in CocoResults::numbers; image_px
};

/// What a model found. The order within one image decides between equal scores.
struct CocoResults {
  std::string file;  ///< for messages, "" where it is none
  std::vector<CocoDetection> detections;
  std::vector<double> numbers;
  OddNumbers odd;

  std::span<const double> keypoints(const CocoDetection& detection) const {
    return {numbers.data() + detection.keypoints.begin, detection.keypoints.size};
  }
};

/// Reads an annotation file. Errors: slipway::Error with file and element for what is no JSON, lacks "images" or
/// "categories", or holds a value of the wrong type.
CocoTruth read_coco_truth(const std::filesystem::path& file);
CocoTruth parse_coco_truth(std::string_view json, const std::string& name);

/// The same, with file names, in one pass; images and annotations that are broken are left out and listed, and lists
/// may be missing. Errors: slipway::Error for a file that cannot be read and for what is no JSON (with its place) or no
/// object of lists.
/// @param more further keys of annotations, whose values are lists of numbers, numbers or truth values (as 0 and 1):
/// "face_kpts"
CocoFile read_coco_file(const std::filesystem::path& file, const std::vector<std::string>& more = {});
CocoFile parse_coco_file(std::string_view json, const std::string& name, const std::vector<std::string>& more = {});
/// Errors where a truth lacks a list that evaluation needs.
void require_complete(const CocoTruth& truth);

/// Reads a result file: a list of dicts with image_id, category_id, score and bbox or keypoints. Errors as above.
CocoResults read_coco_results(const std::filesystem::path& file);
CocoResults parse_coco_results(std::string_view json, const std::string& name);

/// Writes results so that pycocotools' `loadRes` reads them: one detection a line, numbers with all their digits.
/// The file appears when it is complete.
void write_coco_results(const CocoResults& results, const std::filesystem::path& file);

}  // namespace slipway::evaluate
