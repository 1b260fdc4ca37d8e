// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/boxes.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "evaluate/metric/coco_data.h"
#include "task/task.h"

namespace slipway::convert {

/// Boxes of a file in COCO's format, by image: its file name, or, in a list of results, which knows ids only, the id.
struct BoxFile {
  std::map<std::string, std::vector<InputBox>> by_name;
  std::map<int64_t, std::vector<InputBox>> by_id;
  bool has_names = false;
};

namespace {

namespace fs = std::filesystem;

/// "x1,y1,x2,y2"
InputBox parse_box(const std::string& text) {
  InputBox box;
  const std::vector<std::string> parts = split(text, ',');
  bool good = parts.size() == 4;
  for (size_t i = 0; good && i < 4; ++i) {
    char* end = nullptr;
    box.box[i] = std::strtof(parts[i].c_str(), &end);
    good = end != parts[i].c_str() && *end == '\0';
  }
  if (!good || !(box.box[2] > box.box[0] && box.box[3] > box.box[1]))
    fail("--bbox {}: must be x1,y1,x2,y2 in pixels of the image, with x1 < x2 and y1 < y2", text);
  return box;
}

InputBox from_corner(const std::array<double, 4>& bbox, double score) {
  const auto [x, y, w, h] = bbox;
  return {{static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + w), static_cast<float>(y + h)},
          static_cast<float>(score)};
}

bool holds_list(const std::string& file) {
  const std::string text = io::read_file(file);
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && text[first] == '[';
}

std::optional<int64_t> whole_number(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 18 &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::optional(static_cast<int64_t>(std::strtoll(text.c_str(), nullptr, 10))) : std::nullopt;
}

/// The category of an annotation file that boxes are taken of, by its name or id; nothing where it has one only.
std::optional<int64_t> category_of(const evaluate::CocoTruth& truth, const BoxOptions& options) {
  if (truth.category_names.size() < 2) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [id, name] : truth.category_names) {
    if (name == options.detector_class || whole_number(options.detector_class) == id) return id;
    names.push_back(name);
  }
  fail("--bboxes {} has no category '{}'{}; it has: {} (--det-class)", options.file, options.detector_class,
       did_you_mean(options.detector_class, names), join(names, ", "));
}

BoxFile read_box_file(const BoxOptions& options) {
  const std::string& file = options.file;
  BoxFile result;
  if (holds_list(file)) {
    // Results have no names of categories; COCO's people are 1.
    const int64_t category = whole_number(options.detector_class).value_or(1);
    for (const evaluate::CocoDetection& detection : evaluate::read_coco_results(file).detections)
      if (detection.has_bbox && detection.category_id == category && detection.score >= options.score_threshold)
        result.by_id[detection.image_id].push_back(from_corner(detection.bbox, detection.score));
    return result;
  }
  const evaluate::CocoFile annotations = evaluate::read_coco_file(file);
  if (!annotations.bad.empty())
    fail("--bboxes {} has {} broken entries:\n  {}", file, annotations.bad.size(), join(annotations.bad, "\n  "));
  const std::optional<int64_t> category = category_of(*annotations.truth, options);
  std::map<int64_t, std::string> names;
  for (const evaluate::CocoImage& image : annotations.images) {
    names[image.id] = fs::path(image.file_name).filename().string();
    result.by_name[names[image.id]];
  }
  for (const evaluate::CocoAnnotation& annotation : annotations.truth->annotations) {
    const auto name = names.find(annotation.image_id);
    if (name != names.end() && annotation.has_bbox && !annotation.is_crowd &&
        annotation.category_id == category.value_or(annotation.category_id))
      result.by_name[name->second].push_back(from_corner(annotation.bbox, 1));
  }
  result.has_names = true;
  return result;
}

/// Names of the classes in deploy.json; empty where it has none.
std::vector<std::string> classes_of(const fs::path& folder) {
  const nlohmann::json deploy = nlohmann::json::parse(io::read_file(folder / "deploy.json"), nullptr, false);
  std::vector<std::string> names;
  if (deploy.is_object() && deploy.contains("classes") && deploy["classes"].is_array())
    for (const nlohmann::json& name : deploy["classes"])
      names.push_back(name.is_string() ? name.get<std::string>() : "");
  return names;
}

int64_t label_of(const std::string& wanted, const fs::path& folder) {
  const std::vector<std::string> names = classes_of(folder);
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return found - names.begin();
  if (const std::optional<int64_t> number = whole_number(wanted)) return *number;
  if (names.empty())
    fail(
        "--detector {}: its deploy.json names no classes; give the number of the class that boxes are taken of: "
        "--det-class 0",
        folder.string());
  fail("--detector {} has no class '{}'{}; it has: {} (--det-class)", folder.string(), wanted,
       did_you_mean(wanted, names), join(names, ", "));
}

}  // namespace

struct BoxSource::Impl {
  BoxOptions options;
  std::vector<InputBox> given;
  std::optional<BoxFile> file;
  std::unique_ptr<runtime::Model> detector;
  int64_t label = 0;

  std::vector<InputBox> of_file(const fs::path& image) const {
    if (file->has_names) {
      const auto found = file->by_name.find(image.filename().string());
      if (found == file->by_name.end())
        fail("--bboxes {} has no image called '{}'", options.file, image.filename().string());
      return found->second;
    }
    const std::optional<int64_t> id = whole_number(image.stem().string());  // 139 of "000000000139.jpg"
    if (!id)
      fail(
          "--bboxes {} is a list of results, which knows images by their ids, and the name of {} is no id; an "
          "annotation "
          "file, with file names, does",
          options.file, image.string());
    const auto found = file->by_id.find(*id);
    return found == file->by_id.end() ? std::vector<InputBox>{} : found->second;
  }

  std::vector<InputBox> detect(const cv::Mat& pixels) const {
    const Result result = detector->run({pixels}).at(0);
    if (result.index() != static_cast<size_t>(task::Kind::kInstances))
      fail("--detector {}: the model finds no boxes, it is no detector", options.detector);
    const auto& found = std::get<Instances>(result);
    std::vector<InputBox> boxes;
    for (size_t i = 0; i < found.size(); ++i) {
      if (found.scores[i] < options.score_threshold || (!found.labels.empty() && found.labels[i] != label)) continue;
      const auto& box = found.boxes[i];
      if (box[2] > box[0] && box[3] > box[1]) boxes.push_back({box, found.scores[i]});
    }
    return boxes;
  }
};

BoxSource::BoxSource(const BoxOptions& options, const std::string& device) : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
  if (static_cast<int>(!options.boxes.empty()) + static_cast<int>(!options.file.empty()) +
          static_cast<int>(!options.detector.empty()) >
      1)
    fail("--bbox, --bboxes and --detector say the same thing; give one of them");
  for (const std::string& box : options.boxes) impl_->given.push_back(parse_box(box));
  if (!options.file.empty()) impl_->file = read_box_file(options);
  if (options.detector.empty()) return;
  backend::SessionOptions session;
  session.device = device;
  session.release_memory = true;
  impl_->detector =
      with_context("--detector", [&] { return std::make_unique<runtime::Model>(fs::path(options.detector), session); });
  if (impl_->detector->pipeline().takes_boxes())
    fail("--detector {}: the model is top-down and needs boxes itself", options.detector);
  impl_->label = label_of(options.detector_class, options.detector);
}

BoxSource::~BoxSource() = default;

std::vector<InputBox> BoxSource::boxes(const fs::path& file, const cv::Mat& pixels, bool first) {
  if (impl_->detector) return impl_->detect(pixels);
  if (impl_->file) return impl_->of_file(file);
  if (first && !impl_->given.empty()) return impl_->given;
  return {InputBox{{0, 0, static_cast<float>(pixels.cols), static_cast<float>(pixels.rows)}}};
}

std::string BoxSource::why_none() const {
  if (impl_->detector)
    return fmt::format("the detector found no '{}' that scores {:g} or more (--det-class, --det-score-thr)",
                       impl_->options.detector_class, impl_->options.score_threshold);
  return fmt::format("--bboxes {} has no box of it", impl_->options.file);
}

}  // namespace slipway::convert
