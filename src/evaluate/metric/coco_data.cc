// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Annotation files reach hundreds of megabytes, most of it outlines that no test needs: they are mapped, and what
// counts is picked as it passes by.
#include "evaluate/metric/coco_data.h"

#include <fmt/format.h>

#include "base/error.h"
#include "evaluate/metric/coco_element.h"
#include "evaluate/metric/json_reader.h"
#include "evaluate/metric/mapped_file.h"

namespace slipway::evaluate {
namespace {

using Kind = JsonReader::Kind;

constexpr size_t kMaxReported = 1000;  ///< broken entries are counted all, described up to here

/// What a pass over a file fills.
struct Reading {
  CocoTruth& truth;
  CocoFile* files;  ///< what a dataset wants besides, and where broken entries go; nullptr: they are errors
  const std::vector<std::string>& more;
};

void read_image(CocoElement& element, size_t, Reading& reading) {
  bool has_id = false;
  bool has_crowd = false;
  bool has_name = false;
  CocoImage image;
  double crowd = 0;
  element.keys([&](std::string_view key) {
    if (element.is_null()) return;
    if (key == "id") {
      image.id = element.id("id");
      has_id = true;
    } else if (key == "file_name" && reading.files != nullptr) {
      has_name = element.text(image.file_name);
    } else if (key == "width" && reading.files != nullptr) {
      image.width = element.id("width");
    } else if (key == "height" && reading.files != nullptr) {
      image.height = element.id("height");
    } else if (key == "crowdIndex") {
      crowd = element.number("crowdIndex");
      has_crowd = true;
    } else {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  if (reading.files != nullptr) element.require_key(has_name, "file_name");
  reading.truth.image_ids.push_back(image.id);
  if (has_crowd) reading.truth.crowd_index[image.id] = crowd;
  if (reading.files != nullptr) reading.files->images.push_back(std::move(image));
}

void read_category(CocoElement& element, size_t, Reading& reading) {
  bool has_id = false;
  int64_t id = 0;
  std::string name;
  element.keys([&](std::string_view key) {
    if (key == "id") {
      id = element.id("id");
      has_id = true;
    } else if (key == "name") {
      element.text(name);
    } else {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  reading.truth.category_ids.push_back(id);
  reading.truth.category_names[id] = name;
}

/// Whether the key is one of those that a dataset asked for.
bool read_more(CocoElement& element, std::string_view key, CocoAnnotation& annotation, Reading& reading) {
  for (size_t i = 0; i < reading.more.size(); ++i) {
    if (key != reading.more[i]) continue;
    element.values(reading.more[i].c_str(), annotation.more[i], reading.truth.numbers);
    return true;
  }
  return false;
}

void read_annotation(CocoElement& element, size_t index, Reading& reading) {
  CocoAnnotation annotation;
  annotation.more.resize(reading.more.size());
  bool has_id = false;
  bool has_image = false;
  bool has_category = false;
  element.keys([&](std::string_view key) {
    if (element.is_null()) return;
    if (key == "id") {
      annotation.id = element.id("id");
      has_id = true;
    } else if (key == "image_id") {
      annotation.image_id = element.id("image_id");
      has_image = true;
    } else if (key == "category_id") {
      annotation.category_id = element.id("category_id");
      has_category = true;
    } else if (key == "iscrowd") {
      annotation.is_crowd = element.flag("iscrowd");
    } else if (key == "ignore" && reading.files != nullptr) {
      annotation.ignore = element.flag("ignore");
    } else if (key == "bbox") {
      annotation.has_bbox = element.bbox(annotation.bbox);
      // pycocotools takes an empty one for none; datasets stop at it.
      if (!annotation.has_bbox && reading.files != nullptr) throw ElementProblem{"bbox", "must be 4 numbers, not 0"};
    } else if (key == "area") {
      annotation.area = element.number("area");
      annotation.has_area = true;
    } else if (key == "num_keypoints") {
      annotation.num_keypoints = element.id("num_keypoints");
    } else if (key == "keypoints") {
      element.keypoints(annotation.keypoints, reading.truth.numbers);
      annotation.has_keypoints = true;
    } else if (!read_more(element, key, annotation, reading)) {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  element.require_key(has_image, "image_id");
  element.require_key(has_category, "category_id");
  annotation.index = static_cast<uint32_t>(index);
  note_odd(reading.truth.odd, element, "annotations", index, annotation.id);
  reading.truth.annotations.push_back(annotation);
}

using ReadElement = void (*)(CocoElement& element, size_t index, Reading& reading);

void read_list(JsonReader& in, Reading& reading, const char* name, ReadElement read) {
  if (in.peek() != Kind::kArray) fail("'{}' must be a list, not {}", name, name_of(in.peek()));
  size_t index = 0;
  in.array([&] {
    const JsonReader::Mark mark = in.mark();
    const size_t numbers = reading.truth.numbers.size();
    const auto problem = try_element(in, [&](CocoElement& element) { read(element, index, reading); });
    if (problem) {
      reading.truth.numbers.resize(numbers);
      if (reading.files == nullptr || read == read_category) fail("{}", place_problem(name, index, *problem));
      std::vector<std::string>& bad = reading.files->bad;
      bad.push_back(bad.size() < kMaxReported ? describe_problem(name, index, id_of_element(in, mark), *problem)
                                              : std::string());
    }
    ++index;
  });
}

void read_truth(JsonReader& in, Reading reading) {
  if (in.peek() != Kind::kObject)
    fail("an annotation file must be an object with 'images', 'annotations' and 'categories', as COCO has it");
  bool has_images = false;
  bool has_categories = false;
  in.object([&](std::string_view key) {
    if (key == "images") {
      has_images = true;
      read_list(in, reading, "images", read_image);
    } else if (key == "categories") {
      has_categories = true;
      read_list(in, reading, "categories", read_category);
    } else if (key == "annotations") {
      reading.truth.has_annotations = true;
      read_list(in, reading, "annotations", read_annotation);
    } else {
      in.skip();
    }
  });
  in.finish();
  for (const auto& [has, name] : {std::pair{has_categories, "categories"}, {has_images, "images"}})
    if (!has) reading.truth.missing = name;
}

}  // namespace

void require_complete(const CocoTruth& truth) {
  if (!truth.missing.empty())
    fail("{}: there is no '{}'; is this an annotation file in COCO's format?", truth.file, truth.missing);
}

CocoTruth parse_coco_truth(std::string_view json, const std::string& name) {
  CocoTruth truth;
  truth.file = name;
  with_context(name, [&] {
    JsonReader in(json);
    const std::vector<std::string> none;
    read_truth(in, {truth, nullptr, none});
  });
  require_complete(truth);
  return truth;
}

CocoTruth read_coco_truth(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  return parse_coco_truth(mapped.text(), file.string());
}

CocoFile parse_coco_file(std::string_view json, const std::string& name, const std::vector<std::string>& more) {
  CocoFile file;
  auto truth = std::make_shared<CocoTruth>();
  truth->file = name;
  with_context(name, [&] {
    JsonReader in(json);
    read_truth(in, {*truth, &file, more});
  });
  file.truth = std::move(truth);
  return file;
}

CocoFile read_coco_file(const std::filesystem::path& file, const std::vector<std::string>& more) {
  const MappedFile mapped(file);
  return parse_coco_file(mapped.text(), file.string(), more);
}

}  // namespace slipway::evaluate
