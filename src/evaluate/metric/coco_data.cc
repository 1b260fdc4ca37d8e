// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_data.h"

#include <fmt/format.h>

#include <iterator>

#include "base/io.h"
#include "evaluate/metric/json_reader.h"
#include "slipway/error.h"

namespace slipway::evaluate {
namespace {

using Kind = JsonReader::Kind;

/// Reads values of one element of a list in the file, with the words to say where it is.
class Element {
 public:
  Element(JsonReader& in, const char* list, size_t index) : in_(in), list_(list), index_(index) {}

  /// Calls `read(key)` for each key, which must consume its value.
  template <typename Read>
  void keys(Read&& read) {
    expect(Kind::kObject, "");
    in_.object(read);
  }

  std::string place() const { return fmt::format("{}[{}]", list_, index_); }

  int64_t id(const char* key) {
    expect(Kind::kNumber, key, "a whole number");
    const JsonReader::Number number = in_.number();
    if (!number.is_whole) fail("'{}' of {} must be a whole number, not {}", key, place(), number.value);
    return number.whole;
  }
  double number(const char* key) {
    expect(Kind::kNumber, key);
    return in_.number().value;
  }
  bool flag(const char* key) {
    if (in_.peek() == Kind::kBool) return in_.boolean();
    expect(Kind::kNumber, key, "0 or 1");
    return in_.number().value != 0;
  }
  /// False for an empty one.
  bool bbox(std::array<double, 4>& bbox) {
    size_t count = 0;
    numbers("bbox", [&](double number) {
      if (count < bbox.size()) bbox[count] = number;
      ++count;
    });
    if (count != bbox.size() && count != 0) fail("'bbox' of {} must be 4 numbers, not {}", place(), count);
    return count != 0;
  }
  void keypoints(NumberRange& range, std::vector<double>& pool) {
    range.begin = pool.size();
    numbers("keypoints", [&](double number) { pool.push_back(number); });
    range.size = pool.size() - range.begin;
    if (range.size % 3 != 0) fail("'keypoints' of {} must be 3 numbers each, not {}", place(), range.size);
  }
  /// Consumes a null, which means what a missing key means.
  bool is_null() {
    if (in_.peek() != Kind::kNull) return false;
    in_.null();
    return true;
  }
  void skip() { in_.skip(); }
  std::string text() {
    if (in_.peek() == Kind::kString) return std::string(in_.string());
    in_.skip();
    return "";
  }
  void require_key(bool has, const char* key) const {
    if (!has) fail("{} has no '{}'", place(), key);
  }

 private:
  void expect(Kind kind, const char* key, const char* what = nullptr) {
    const Kind found = in_.peek();
    if (found == kind) return;
    if (*key == '\0') fail("{} must be {}, not {}", place(), name_of(kind), name_of(found));
    fail("'{}' of {} must be {}, not {}", key, place(), what != nullptr ? what : name_of(kind), name_of(found));
  }
  template <typename Take>
  void numbers(const char* key, Take&& take) {
    expect(Kind::kArray, key);
    in_.array([&] {
      const Kind found = in_.peek();
      if (found != Kind::kNumber) fail("'{}' of {} must hold numbers, not {}", key, place(), name_of(found));
      take(in_.number().value);
    });
  }

  JsonReader& in_;
  const char* list_;
  size_t index_;
};

void read_image(Element element, CocoTruth& truth) {
  bool has_id = false;
  bool has_crowd = false;
  int64_t id = 0;
  double crowd = 0;
  element.keys([&](std::string_view key) {
    if (element.is_null()) return;
    if (key == "id") {
      id = element.id("id");
      has_id = true;
    } else if (key == "crowdIndex") {
      crowd = element.number("crowdIndex");
      has_crowd = true;
    } else {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  truth.image_ids.push_back(id);
  if (has_crowd) truth.crowd_index[id] = crowd;
}

void read_category(Element element, CocoTruth& truth) {
  bool has_id = false;
  int64_t id = 0;
  std::string name;
  element.keys([&](std::string_view key) {
    if (key == "id") {
      id = element.id("id");
      has_id = true;
    } else if (key == "name") {
      name = element.text();
    } else {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  truth.category_ids.push_back(id);
  truth.category_names[id] = name;
}

void read_annotation(Element element, CocoTruth& truth) {
  CocoAnnotation annotation;
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
    } else if (key == "bbox") {
      annotation.has_bbox = element.bbox(annotation.bbox);
    } else if (key == "area") {
      annotation.area = element.number("area");
      annotation.has_area = true;
    } else if (key == "num_keypoints") {
      annotation.num_keypoints = element.id("num_keypoints");
    } else if (key == "keypoints") {
      element.keypoints(annotation.keypoints, truth.numbers);
      annotation.has_keypoints = true;
    } else {
      element.skip();
    }
  });
  element.require_key(has_id, "id");
  element.require_key(has_image, "image_id");
  element.require_key(has_category, "category_id");
  truth.annotations.push_back(annotation);
}

void read_detection(Element element, CocoResults& results) {
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
      fail("{} is a caption; results must be boxes or keypoints", element.place());
    } else {
      element.skip();
    }
  });
  element.require_key(has_image, "image_id");
  element.require_key(has_category, "category_id");
  element.require_key(has_score, "score");
  if (!detection.has_bbox && !detection.has_keypoints) fail("{} has neither 'bbox' nor 'keypoints'", element.place());
  results.detections.push_back(detection);
}

void read_truth(JsonReader& in, CocoTruth& truth) {
  if (in.peek() != Kind::kObject)
    fail("an annotation file must be an object with 'images', 'annotations' and 'categories'");
  bool has_images = false;
  bool has_categories = false;
  const auto list = [&](const char* name, auto read) {
    if (in.peek() != Kind::kArray) fail("'{}' must be a list, not {}", name, name_of(in.peek()));
    size_t index = 0;
    in.array([&] { read(Element(in, name, index++), truth); });
    return true;
  };
  in.object([&](std::string_view key) {
    if (key == "images") {
      has_images = list("images", read_image);
    } else if (key == "categories") {
      has_categories = list("categories", read_category);
    } else if (key == "annotations") {
      truth.has_annotations = list("annotations", read_annotation);
    } else {
      in.skip();
    }
  });
  in.finish();
  for (const auto& [has, name] : {std::pair{has_images, "images"}, {has_categories, "categories"}}) {
    if (!has) fail("there is no '{}'; is this an annotation file in COCO's format?", name);
  }
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

CocoTruth parse_coco_truth(std::string_view json, const std::string& name) {
  CocoTruth truth;
  truth.file = name;
  with_context(name, [&] {
    JsonReader in(json);
    read_truth(in, truth);
  });
  return truth;
}

CocoTruth read_coco_truth(const std::filesystem::path& file) {
  return parse_coco_truth(io::read_file(file), file.string());
}

CocoResults parse_coco_results(std::string_view json, const std::string& name) {
  CocoResults results;
  results.file = name;
  with_context(name, [&] {
    JsonReader in(json);
    if (in.peek() != Kind::kArray) fail("a result file must be a list of detections, not {}", name_of(in.peek()));
    in.array([&] { read_detection(Element(in, "results", results.detections.size()), results); });
    in.finish();
  });
  return results;
}

CocoResults read_coco_results(const std::filesystem::path& file) {
  return parse_coco_results(io::read_file(file), file.string());
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
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  io::write_file(file, out);
}

}  // namespace slipway::evaluate
