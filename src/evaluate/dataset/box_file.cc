// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/box_file.h"

#include "base/error.h"
#include "evaluate/metric/coco_element.h"
#include "evaluate/metric/mapped_file.h"

namespace slipway::evaluate {
namespace {

DetectedBox read_box(CocoElement& element) {
  DetectedBox box;
  bool has_image = false;
  bool has_category = false;
  bool has_bbox = false;
  bool has_score = false;
  element.keys([&](std::string_view key) {
    if (element.is_null()) return;
    if (key == "image_id") {
      box.image_id = element.id("image_id");
      has_image = true;
    } else if (key == "category_id") {
      box.category_id = element.id("category_id");
      has_category = true;
    } else if (key == "bbox") {
      // Some detectors append the score.
      const size_t count = element.first_numbers("bbox", box.bbox);
      if (count < box.bbox.size()) throw ElementProblem{"bbox", fmt::format("must be 4 numbers, not {}", count)};
      has_bbox = true;
    } else if (key == "score") {
      box.score = element.number("score");
      has_score = true;
    } else {
      element.skip();
    }
  });
  element.require_key(has_image, "image_id");
  element.require_key(has_category, "category_id");
  element.require_key(has_bbox, "bbox");
  element.require_key(has_score, "score");
  if (!element.odd().empty()) throw ElementProblem{element.odd(), "is NaN or infinite, which is no place to look at"};
  return box;
}

}  // namespace

std::vector<DetectedBox> read_detected_boxes(const std::filesystem::path& file, std::vector<std::string>& bad) {
  std::vector<DetectedBox> result;
  const MappedFile mapped(file);
  with_context(file.string(), [&] {
    JsonReader in(mapped.text());
    if (in.peek() != JsonReader::Kind::kArray) fail("must be a list of detections, not {}", name_of(in.peek()));
    size_t index = 0;
    in.array([&] {
      const auto problem = try_element(in, [&](CocoElement& element) { result.push_back(read_box(element)); });
      if (problem) bad.push_back(describe_problem("detections", index, std::nullopt, *problem));
      ++index;
    });
    in.finish();
  });
  return result;
}

}  // namespace slipway::evaluate
