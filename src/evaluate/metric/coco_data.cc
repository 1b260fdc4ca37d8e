// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_data.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/io.h"
#include "slipway/error.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;

/// One element of a list in the file, with the words to say where it is.
class Element {
 public:
  Element(const json& object, const char* list, size_t index) : object_(object), list_(list), index_(index) {
    if (!object.is_object()) fail("{} must be an object, not {}", place(), object.type_name());
  }

  int64_t id(const char* key) const {
    auto found = object_.find(key);
    if (found == object_.end()) fail("{} has no '{}'", place(), key);
    return whole(*found, key);
  }
  int64_t id(const char* key, int64_t fallback) const {
    auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? fallback : whole(*found, key);
  }
  bool number(const char* key, double& value) const {
    auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return false;
    if (!found->is_number()) fail("'{}' of {} must be a number, not {}", key, place(), found->type_name());
    value = found->get<double>();
    return true;
  }
  double number(const char* key) const {
    double value = 0;
    if (!number(key, value)) fail("{} has no '{}'", place(), key);
    return value;
  }
  bool flag(const char* key) const {
    auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return false;
    if (found->is_boolean()) return found->get<bool>();
    if (!found->is_number()) fail("'{}' of {} must be 0 or 1, not {}", key, place(), found->type_name());
    return found->get<double>() != 0;
  }
  /// False where there is none, or an empty one.
  bool bbox(std::array<double, 4>& bbox) const {
    const json* list = numbers("bbox");
    if (list == nullptr || list->empty()) return false;
    if (list->size() != 4) fail("'bbox' of {} must be 4 numbers, not {}", place(), list->size());
    for (size_t i = 0; i < 4; ++i) bbox[i] = (*list)[i].get<double>();
    return true;
  }
  bool keypoints(NumberRange& range, std::vector<double>& pool) const {
    const json* list = numbers("keypoints");
    if (list == nullptr) return false;
    if (list->size() % 3 != 0) fail("'keypoints' of {} must be 3 numbers each, not {}", place(), list->size());
    range = {pool.size(), list->size()};
    for (const json& number : *list) pool.push_back(number.get<double>());
    return true;
  }
  bool contains(const char* key) const { return object_.contains(key); }
  std::string text(const char* key) const {
    auto found = object_.find(key);
    return found != object_.end() && found->is_string() ? found->get<std::string>() : std::string();
  }
  std::string place() const { return fmt::format("{}[{}]", list_, index_); }

 private:
  int64_t whole(const json& value, const char* key) const {
    if (value.is_number_integer()) return value.get<int64_t>();
    // Files that went through a table have 1.0 for 1, which is the same key to Python too.
    if (value.is_number_float()) {
      const double number = value.get<double>();
      if (number == std::floor(number) && std::abs(number) < 9e15) return static_cast<int64_t>(number);
    }
    fail("'{}' of {} must be a whole number, not {}", key, place(),
         value.dump(-1, ' ', false, json::error_handler_t::replace));
  }
  const json* numbers(const char* key) const {
    auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return nullptr;
    if (!found->is_array()) fail("'{}' of {} must be a list, not {}", key, place(), found->type_name());
    for (const json& number : *found) {
      if (!number.is_number()) fail("'{}' of {} must hold numbers, not {}", key, place(), number.type_name());
    }
    return &*found;
  }

  const json& object_;
  const char* list_;
  size_t index_;
};

/// Takes what a file holds element by element, so that the whole is never in memory as JSON.
class TruthReader {
 public:
  explicit TruthReader(CocoTruth& truth) : truth_(truth) {}

  bool event(int depth, json::parse_event_t event, json& parsed) {
    using Event = json::parse_event_t;
    if (depth == 0 && event == Event::object_start) is_object_ = true;
    if (event == Event::key) {
      const std::string& key = parsed.get_ref<const std::string&>();
      if (depth == 1) {
        list_ = key == "images"        ? kImages
                : key == "categories"  ? kCategories
                : key == "annotations" ? kAnnotations
                                       : kOther;
        found_[list_] = true;
        return list_ != kOther;
      }
      return depth != 3 || key != "segmentation";
    }
    if (!is_object_ || list_ == kOther) return true;
    // At depth 1 the list itself ends (or a value that is none), at depth 2 each of its elements.
    if (depth == 2 && (event == Event::object_end || event == Event::value || event == Event::array_end)) {
      take(parsed);
      return false;
    }
    if (depth == 1 && (event == Event::object_start || event == Event::value)) {
      fail("'{}' must be a list", name(list_));
    }
    return true;
  }

  void finish() {
    if (!is_object_) fail("an annotation file must be an object with 'images', 'annotations' and 'categories'");
    for (List list : {kImages, kCategories}) {
      if (!found_[list]) fail("there is no '{}'; is this an annotation file in COCO's format?", name(list));
    }
    truth_.has_annotations = found_[kAnnotations];
  }

 private:
  enum List { kImages, kCategories, kAnnotations, kOther };
  static const char* name(List list) {
    return list == kImages ? "images" : list == kCategories ? "categories" : "annotations";
  }

  void take(const json& object) {
    const Element element(object, name(list_), count_[list_]++);
    if (list_ == kImages) {
      const int64_t id = element.id("id");
      truth_.image_ids.push_back(id);
      double crowd = 0;
      if (element.number("crowdIndex", crowd)) truth_.crowd_index[id] = crowd;
    } else if (list_ == kCategories) {
      const int64_t id = element.id("id");
      truth_.category_ids.push_back(id);
      truth_.category_names[id] = element.text("name");
    } else {
      CocoAnnotation annotation;
      annotation.id = element.id("id");
      annotation.image_id = element.id("image_id");
      annotation.category_id = element.id("category_id");
      annotation.is_crowd = element.flag("iscrowd");
      annotation.has_bbox = element.bbox(annotation.bbox);
      annotation.has_area = element.number("area", annotation.area);
      annotation.num_keypoints = element.id("num_keypoints", -1);
      annotation.has_keypoints = element.keypoints(annotation.keypoints, truth_.numbers);
      truth_.annotations.push_back(annotation);
    }
  }

  CocoTruth& truth_;
  bool is_object_ = false;
  List list_ = kOther;
  bool found_[4]{};
  size_t count_[4]{};
};

CocoDetection read_detection(const json& object, size_t index, std::vector<double>& pool) {
  const Element element(object, "results", index);
  CocoDetection detection;
  detection.image_id = element.id("image_id");
  if (element.contains("caption")) fail("{} is a caption; results must be boxes or keypoints", element.place());
  detection.category_id = element.id("category_id");
  detection.score = element.number("score");
  detection.has_bbox = element.bbox(detection.bbox);
  detection.has_keypoints = element.keypoints(detection.keypoints, pool);
  if (!detection.has_bbox && !detection.has_keypoints) fail("{} has neither 'bbox' nor 'keypoints'", element.place());
  return detection;
}

/// Parses with a callback; errors of the parser become ours.
template <typename Callback>
void parse_json(std::string_view text, Callback&& callback) {
  try {
    const json rest = json::parse(text.begin(), text.end(), std::forward<Callback>(callback));
  } catch (const json::exception& e) {
    fail("not valid JSON: {}", e.what());
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

CocoTruth parse_coco_truth(std::string_view text, const std::string& name) {
  CocoTruth truth;
  truth.file = name;
  with_context(name, [&] {
    TruthReader reader(truth);
    parse_json(text,
               [&](int depth, json::parse_event_t event, json& parsed) { return reader.event(depth, event, parsed); });
    reader.finish();
  });
  return truth;
}

CocoTruth read_coco_truth(const std::filesystem::path& file) {
  return parse_coco_truth(io::read_file(file), file.string());
}

CocoResults parse_coco_results(std::string_view text, const std::string& name) {
  CocoResults results;
  results.file = name;
  with_context(name, [&] {
    bool is_list = false;
    parse_json(text, [&](int depth, json::parse_event_t event, json& parsed) {
      using Event = json::parse_event_t;
      if (depth == 0 && event == Event::array_start) is_list = true;
      if (event == Event::key) return depth != 2 || parsed != "segmentation";
      if (is_list && depth == 1 && (event == Event::object_end || event == Event::value || event == Event::array_end)) {
        results.detections.push_back(read_detection(parsed, results.detections.size(), results.numbers));
        return false;
      }
      return true;
    });
    if (!is_list) fail("a result file must be a list of detections");
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
