// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Annotation files reach hundreds of megabytes, most of it outlines that no test needs. So the text is mapped, not
// read, and a SAX handler picks the few fields that count as they pass by.
#include "evaluate/dataset/coco_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/error.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;

constexpr size_t kMaxReported = 1000;  ///< broken entries are counted all, described up to here

/// The text of a file without a copy of it.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail("{}: {}", file.string(), errno == ENOENT ? "no such file" : std::strerror(errno));
    struct stat info {};
    ::fstat(descriptor, &info);
    size_ = static_cast<size_t>(info.st_size);
    if (S_ISREG(info.st_mode) && size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    ::close(descriptor);
    if (!S_ISREG(info.st_mode)) fail("{}: is no file", file.string());
    if (size_ == 0) fail("{}: is empty", file.string());
    if (data_ == MAP_FAILED) fail("{}: cannot read: {}", file.string(), std::strerror(errno));
    ::madvise(data_, size_, MADV_SEQUENTIAL);
  }
  ~MappedFile() { ::munmap(data_, size_); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

enum class Section { kNone, kImages, kAnnotations, kCategories, kDetections };

/// Fields of one entry of any section.
struct Entry {
  std::optional<int64_t> id, image_id, category_id, width, height, num_keypoints;
  std::optional<std::string> file_name, name;
  std::optional<double> score;
  std::array<double, 5> bbox{};  // a fifth value, a score, is left aside
  size_t bbox_count = 0;
  bool has_bbox = false, has_keypoints = false, crowd = false, positive = false;
  size_t keypoint_values = 0;
  int64_t nonzero_keypoints = 0;
  float largest = 0;  // coordinate of the current keypoint
  std::string problem;
};

using Finish = std::function<void(Section section, Entry& entry, const std::string& problem)>;

class Handler : public nlohmann::json_sax<json> {
 public:
  /// @param list the root is a list of entries, not an object of lists
  Handler(std::string file, std::string_view text, bool list, Finish finish)
      : file_(std::move(file)), text_(text), list_(list), entry_depth_(list ? 2 : 3), finish_(std::move(finish)) {
    if (list) section_ = Section::kDetections;
  }

  bool null() override { return scalar(); }
  bool boolean(bool value) override {
    if (at_field() && key_ == "iscrowd") {
      entry_.crowd = value;
      return true;
    }
    return scalar();
  }
  bool number_integer(json::number_integer_t value) override { return number(static_cast<double>(value), value, true); }
  bool number_unsigned(json::number_unsigned_t value) override {
    return number(static_cast<double>(value), static_cast<int64_t>(value), value <= INT64_MAX);
  }
  bool number_float(json::number_float_t value, const std::string&) override { return number(value, 0, false); }
  bool string(std::string& value) override {
    if (at_field() && (key_ == "file_name" || key_ == "name")) {
      (key_ == "name" ? entry_.name : entry_.file_name) = value;
      return true;
    }
    return scalar();
  }
  bool binary(json::binary_t&) override { return true; }

  bool start_object(size_t) override {
    ++depth_;
    if (depth_ == 1 && list_) wrong_root();
    if (section_ != Section::kNone && depth_ == entry_depth_ - 1) wrong_section("an object");
    if (section_ != Section::kNone && depth_ == entry_depth_) entry_ = {};
    if (depth_ == entry_depth_ + 1) nested("an object");
    return true;
  }
  bool end_object() override {
    if (section_ != Section::kNone && depth_ == entry_depth_) {
      finish_(section_, entry_, entry_.problem);
      ++index_;
    }
    --depth_;
    return true;
  }
  bool start_array(size_t) override {
    ++depth_;
    if (depth_ == 1 && !list_) wrong_root();
    if (section_ == Section::kNone) return true;
    if (depth_ == entry_depth_ - 1) index_ = 0;
    if (depth_ == entry_depth_) no_entry();
    if (depth_ == entry_depth_ + 1) {
      if (key_ == "bbox")
        entry_.has_bbox = true;
      else if (key_ == "keypoints")
        entry_.has_keypoints = section_ == Section::kAnnotations;
      else
        nested("a list");
    }
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool key(std::string& value) override {
    if (depth_ == 1 && !list_) {
      section_ = value == "images"        ? Section::kImages
                 : value == "annotations" ? Section::kAnnotations
                 : value == "categories"  ? Section::kCategories
                                          : Section::kNone;
      section_name_ = value;
    } else if (depth_ == entry_depth_) {
      key_ = value;
    }
    return true;
  }
  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception& e) override {
    const size_t end = std::min(position, text_.size());
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    std::string what = e.what();
    if (const size_t at = what.find("syntax error"); at != std::string::npos) what.erase(0, at);
    fail("{}: broken JSON at line {} (byte {}): {}", file_, line, position, what);
  }

  size_t index() const { return index_; }

 private:
  bool at_field() const { return section_ != Section::kNone && depth_ == entry_depth_; }

  void problem(std::string text) {
    if (entry_.problem.empty()) entry_.problem = std::move(text);
  }
  [[noreturn]] void wrong_root() {
    fail("{}: must be {}", file_,
         list_ ? "a list of detections" : "an object with 'images', 'annotations' and 'categories', as COCO has it");
  }
  [[noreturn]] void wrong_section(const char* what) {
    fail("{}: '{}' must be a list, not {}", file_, section_name_, what);
  }
  void no_entry() {
    Entry none;
    finish_(section_, none, "is no object");
    ++index_;
  }
  /// A field that counts holds something nested.
  void nested(const char* what) {
    if (section_ == Section::kNone) return;
    for (const char* name : {"id", "image_id", "category_id", "file_name", "bbox", "num_keypoints", "score"})
      if (key_ == name) problem(fmt::format("'{}' must not be {}", key_, what));
  }
  /// A value of a kind that no field takes.
  bool scalar() {
    if (depth_ == 0) wrong_root();
    if (section_ == Section::kNone) return true;
    if (depth_ == entry_depth_ - 2 && !list_) wrong_section("a single value");
    if (depth_ == entry_depth_ - 1) no_entry();
    if (at_field() && section_ != Section::kCategories)
      for (const char* name : {"id", "image_id", "category_id", "bbox", "keypoints", "num_keypoints", "score"})
        if (key_ == name) problem(fmt::format("'{}' is of a wrong type", key_));
    if (depth_ == entry_depth_ + 1 && (key_ == "bbox" || key_ == "keypoints"))
      problem(fmt::format("'{}' must hold numbers only", key_));
    return true;
  }
  bool number(double value, int64_t whole, bool integer) {
    if (section_ == Section::kNone || depth_ < entry_depth_) return scalar();
    if (depth_ == entry_depth_ + 1) {
      if (key_ == "bbox") return box_value(value);
      if (key_ == "keypoints") return keypoint_value(static_cast<float>(value));
      return true;
    }
    if (depth_ != entry_depth_) return true;
    struct Field {
      std::string_view name;
      std::optional<int64_t> Entry::*member;
    };
    static constexpr Field kFields[] = {
        {"id", &Entry::id},       {"image_id", &Entry::image_id}, {"category_id", &Entry::category_id},
        {"width", &Entry::width}, {"height", &Entry::height},     {"num_keypoints", &Entry::num_keypoints}};
    for (const Field& field : kFields)
      if (key_ == field.name) {
        // Beyond 2^53 a double does not hold every whole number.
        constexpr double kLargest = 9007199254740992.0;
        if (!integer && (value != std::floor(value) || std::abs(value) > kLargest)) {
          problem(fmt::format("'{}' must be a whole number", key_));
          return true;
        }
        entry_.*field.member = integer ? whole : static_cast<int64_t>(value);
        return true;
      }
    if (key_ == "iscrowd")
      entry_.crowd = value != 0;
    else if (key_ == "score")
      entry_.score = value;
    else
      return scalar();
    return true;
  }
  bool box_value(double value) {
    if (entry_.bbox_count < entry_.bbox.size()) entry_.bbox[entry_.bbox_count] = value;
    ++entry_.bbox_count;
    return true;
  }
  bool keypoint_value(float value) {
    const size_t part = entry_.keypoint_values++ % 3;
    if (part == 2) return true;
    entry_.largest = part == 0 ? value : std::max(entry_.largest, value);
    if (value > 0) entry_.positive = true;
    if (part == 1 && entry_.largest != 0) ++entry_.nonzero_keypoints;
    return true;
  }

  std::string file_;
  std::string_view text_;
  bool list_;
  size_t entry_depth_;
  Finish finish_;
  Section section_ = Section::kNone;
  std::string section_name_, key_;
  Entry entry_;
  size_t depth_ = 0, index_ = 0;
};

void parse(Handler& handler, std::string_view text) {
  json::sax_parse(text.data(), text.data() + text.size(), &handler);
}

std::string missing(std::initializer_list<std::pair<const char*, bool>> fields) {
  for (const auto& [name, there] : fields)
    if (!there) return fmt::format("has no '{}'", name);
  return "";
}

std::string check_annotation(const Entry& entry) {
  std::string problem = missing({{"id", entry.id.has_value()},
                                 {"image_id", entry.image_id.has_value()},
                                 {"category_id", entry.category_id.has_value()}});
  if (problem.empty() && entry.has_bbox && entry.bbox_count != 4)
    problem = fmt::format("'bbox' must be 4 numbers (x, y, width, height), not {}", entry.bbox_count);
  if (problem.empty() && entry.has_keypoints && entry.keypoint_values % 3 != 0)
    problem = fmt::format("'keypoints' must be three numbers each (x, y, visibility), but there are {} numbers",
                          entry.keypoint_values);
  return problem;
}

std::string describe(std::string_view section, size_t index, const Entry& entry, const std::string& problem) {
  return fmt::format("{}[{}]{}: {}", section, index, entry.id ? fmt::format(" (id {})", *entry.id) : "", problem);
}

}  // namespace

CocoFile parse_coco(std::string_view text, const std::string& name) {
  CocoFile result;
  std::unordered_map<int64_t, size_t> image_places, instance_places;
  const auto note = [&](std::string_view section, size_t index, const Entry& entry, const std::string& problem) {
    (section == "images" ? result.bad_images : result.bad_annotations).push_back(index);
    result.bad.push_back(result.bad.size() < kMaxReported ? describe(section, index, entry, problem) : std::string());
  };
  Handler* handler = nullptr;
  const Finish finish = [&](Section section, Entry& entry, const std::string& parse_problem) {
    std::string problem = parse_problem;
    const size_t index = handler->index();
    if (section == Section::kCategories) {
      if (problem.empty() && entry.id) result.categories.emplace_back(*entry.id, entry.name.value_or(""));
    } else if (section == Section::kImages) {
      if (problem.empty())
        problem = missing({{"id", entry.id.has_value()}, {"file_name", entry.file_name.has_value()}});
      if (!problem.empty()) return note("images", index, entry, problem);
      CocoImage image{*entry.id, std::move(*entry.file_name), entry.width.value_or(0), entry.height.value_or(0)};
      const auto [place, fresh] = image_places.emplace(image.id, result.images.size());
      result.duplicate_images += fresh ? 0 : 1;
      if (fresh)
        result.images.push_back(std::move(image));
      else
        result.images[place->second] = std::move(image);
    } else {
      if (problem.empty()) problem = check_annotation(entry);
      if (!problem.empty()) return note("annotations", index, entry, problem);
      CocoInstance instance;
      instance.id = *entry.id;
      instance.image_id = *entry.image_id;
      instance.category_id = *entry.category_id;
      if (entry.has_bbox) instance.bbox = {entry.bbox[0], entry.bbox[1], entry.bbox[2], entry.bbox[3]};
      instance.has_keypoints = entry.has_keypoints;
      instance.num_keypoints = entry.num_keypoints.value_or(entry.nonzero_keypoints);
      instance.positive = entry.positive;
      instance.crowd = entry.crowd;
      const auto [place, fresh] = instance_places.emplace(instance.id, result.instances.size());
      result.duplicate_instances += fresh ? 0 : 1;
      if (fresh)
        result.instances.push_back(instance);
      else
        result.instances[place->second] = instance;
    }
  };
  Handler sax(name, text, false, finish);
  handler = &sax;
  parse(sax, text);
  return result;
}

CocoFile read_coco_file(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  return parse_coco(mapped.text(), file.string());
}

std::string without_entries(const std::filesystem::path& file, const std::vector<size_t>& images,
                            const std::vector<size_t>& annotations) {
  const MappedFile mapped(file);
  json whole = json::parse(mapped.text());
  const auto drop = [&](const char* section, const std::vector<size_t>& places) {
    for (auto place = places.rbegin(); place != places.rend(); ++place) whole.at(section).erase(*place);
  };
  drop("images", images);
  drop("annotations", annotations);
  return whole.dump();
}

std::vector<CocoDetection> read_coco_detections(const std::filesystem::path& file, std::vector<std::string>& bad) {
  const MappedFile mapped(file);
  std::vector<CocoDetection> result;
  Handler* handler = nullptr;
  const Finish finish = [&](Section, Entry& entry, const std::string& parse_problem) {
    std::string problem = parse_problem;
    if (problem.empty())
      problem = missing({{"image_id", entry.image_id.has_value()},
                         {"category_id", entry.category_id.has_value()},
                         {"bbox", entry.has_bbox},
                         {"score", entry.score.has_value()}});
    if (problem.empty() && entry.bbox_count < 4)
      problem = fmt::format("'bbox' must be 4 numbers (x, y, width, height), not {}", entry.bbox_count);
    if (!problem.empty()) {
      bad.push_back(describe("detections", handler->index(), entry, problem));
      return;
    }
    const auto& box = entry.bbox;
    result.push_back({*entry.image_id, *entry.category_id, {box[0], box[1], box[2], box[3]}, *entry.score});
  };
  Handler sax(file.string(), mapped.text(), true, finish);
  handler = &sax;
  parse(sax, mapped.text());
  return result;
}

}  // namespace slipway::evaluate
