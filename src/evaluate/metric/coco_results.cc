// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Result files: what models found.
#include <fmt/format.h>

#include <iterator>

#include "base/error.h"
#include "base/io.h"
#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/coco_element.h"
#include "evaluate/metric/mapped_file.h"

namespace slipway::evaluate {
namespace {

void read_detection(CocoElement& element, CocoResults& results) {
  CocoDetection detection;
  bool has_image = false;
  bool has_category = false;
  bool has_score = false;
  element.keys([&](std::string_view key) {
    if (element.is_null()) return;
    if (key == "image_id") {
      detection.image_id = element.id("image_id");
      has_image = true;
    } else if (key == "category_id") {
      detection.category_id = element.id("category_id");
      has_category = true;
    } else if (key == "score") {
      detection.score = element.number("score");
      has_score = true;
    } else if (key == "bbox") {
      detection.has_bbox = element.bbox(detection.bbox);
    } else if (key == "keypoints") {
      element.keypoints(detection.keypoints, results.numbers);
      detection.has_keypoints = true;
    } else if (key == "caption") {
      throw ElementProblem{"", "is a caption; results must be boxes or keypoints"};
    } else {
      element.skip();
    }
  });
  element.require_key(has_image, "image_id");
  element.require_key(has_category, "category_id");
  element.require_key(has_score, "score");
  if (!detection.has_bbox && !detection.has_keypoints) throw ElementProblem{"", "has neither 'bbox' nor 'keypoints'"};
  note_odd(results.odd, element, "results", results.detections.size(), std::nullopt);
  results.detections.push_back(detection);
}

void append_numbers(std::string& out, std::span<const double> numbers) {
  out += '[';
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) out += ", ";
    fmt::format_to(std::back_inserter(out), "{}", numbers[i]);
  }
  out += ']';
}

}  // namespace

CocoResults parse_coco_results(std::string_view json, const std::string& name) {
  CocoResults results;
  results.file = name;
  with_context(name, [&] {
    JsonReader in(json);
    if (in.peek() != JsonReader::Kind::kArray)
      fail("a result file must be a list of detections, not {}", name_of(in.peek()));
    in.array([&] {
      const size_t index = results.detections.size();
      const auto problem = try_element(in, [&](CocoElement& element) { read_detection(element, results); });
      if (problem) fail("{}", place_problem("results", index, *problem));
    });
    in.finish();
  });
  return results;
}

CocoResults read_coco_results(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  return parse_coco_results(mapped.text(), file.string());
}

void write_coco_results(const CocoResults& results, const std::filesystem::path& file) {
  std::string out = "[";
  for (const CocoDetection& detection : results.detections) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += '{';
    if (detection.has_bbox) {
      out += "\"bbox\": ";
      append_numbers(out, detection.bbox);
      out += ", ";
    }
    fmt::format_to(std::back_inserter(out), "\"category_id\": {}, \"image_id\": {}, ", detection.category_id,
                   detection.image_id);
    if (detection.has_keypoints) {
      out += "\"keypoints\": ";
      append_numbers(out, results.keypoints(detection));
      out += ", ";
    }
    fmt::format_to(std::back_inserter(out), "\"score\": {}}}", detection.score);
  }
  out += "\n]\n";
  io::write_file_with_folders(file, out);
}

}  // namespace slipway::evaluate
