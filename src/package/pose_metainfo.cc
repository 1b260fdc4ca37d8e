// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/pose_metainfo.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/coco_keypoints.h"
#include "base/strings.h"
#include "config/args.h"
#include "config/scope.h"
#include "package/model_config.h"

namespace slipway::package {
namespace {

namespace fs = std::filesystem;

constexpr PoseMetainfo::Rgb kNoColor{51, 153, 255};  // of keypoints and links that name none

PoseMetainfo coco() {
  PoseMetainfo result;
  result.dataset_name = "coco";
  for (const CocoKeypoint& keypoint : kCocoKeypoints) {
    result.keypoint_names.emplace_back(keypoint.name);
    result.keypoint_colors.push_back(keypoint.color);
    result.flip_indices.push_back(keypoint.flip);
    result.sigmas.push_back(keypoint.sigma);
  }
  for (const CocoLink& link : kCocoLinks) {
    result.links.push_back({link.from, link.to});
    result.link_colors.push_back(link.color);
  }
  return result;
}

/// Calls `visit` with each part of a list.
template <typename Visit>
void for_parts(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    visit(std::string(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

/// "face-0..67" as face-0 to face-67.
void add_names(const std::string& part, std::vector<std::string>& names) {
  const size_t dots = part.find("..");
  if (dots == std::string::npos) return names.push_back(part);
  const size_t digits = part.find_last_not_of("0123456789", dots - 1) + 1;
  const int first = std::stoi(part.substr(digits, dots - digits)), last = std::stoi(part.substr(dots + 2));
  for (int i = first; i <= last; ++i) names.push_back(part.substr(0, digits) + std::to_string(i));
}

/// Two numbers with one of `marks` between them.
std::array<size_t, 2> read_numbers(const std::string& part, const char* marks) {
  const size_t mark = part.find_first_of(marks);
  return {std::stoul(part.substr(0, mark)), std::stoul(part.substr(mark + 1))};
}

PoseMetainfo expand(const PoseDataset& dataset) {
  PoseMetainfo result;
  result.dataset_name = dataset.name;
  for_parts(dataset.keypoints, [&](const std::string& part) { add_names(part, result.keypoint_names); });
  for (size_t k = 0; k < result.size(); ++k) result.flip_indices.push_back(k);
  for_parts(dataset.swaps, [&](const std::string& part) {
    const auto [a, b] = read_numbers(part, "->");
    result.flip_indices.at(a) = b;
    if (part.find('-') != std::string::npos) result.flip_indices.at(b) = a;
  });
  for_parts(dataset.links, [&](const std::string& part) { result.links.push_back(read_numbers(part, "-")); });
  for_parts(dataset.sigmas, [&](const std::string& part) {
    const size_t times = part.find('*');
    const size_t count = times == std::string::npos ? 1 : std::stoul(part.substr(times + 1));
    result.sigmas.insert(result.sigmas.end(), count, std::stod(part.substr(0, times)));
  });
  result.keypoint_colors.assign(result.size(), kNoColor);
  result.link_colors.assign(result.links.size(), kNoColor);
  return result;
}

std::optional<fs::path> find_file(const std::string& name, const fs::path& config_file) {
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) return name;
  if (config_file.empty()) return std::nullopt;
  for (fs::path folder = fs::absolute(config_file, ignored).parent_path();; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / name, ignored)) return folder / name;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

PoseMetainfo::Rgb read_color(const config::Value& entry) {
  const config::Value* color = entry.find("color");
  if (color == nullptr || color->size() != 3) return kNoColor;
  const std::vector<int64_t> parts = color->as_ints();
  return {static_cast<int>(parts[0]), static_cast<int>(parts[1]), static_cast<int>(parts[2])};
}

/// `keypoint_info`: {0: dict(name, color, swap, ...), ...}, and `skeleton_info`: {0: dict(link=(name, name), color)}.
class Reader {
 public:
  PoseMetainfo read(const config::Value& metainfo) {
    result_.dict = metainfo;
    result_.dataset_name = metainfo.get("dataset_name", "");
    read_keypoints(metainfo.at("keypoint_info").as_dict());
    if (const config::Value* links = metainfo.find("skeleton_info")) read_links(*links);
    if (const config::Value* sigmas = metainfo.find("sigmas")) result_.sigmas = sigmas->as_floats();
    problems_.raise();
    return std::move(result_);
  }

 private:
  void read_keypoints(const config::Value::Items& keypoints) {
    result_.keypoint_names.resize(keypoints.size());
    result_.keypoint_colors.resize(keypoints.size());
    result_.flip_indices.resize(keypoints.size());
    for (const auto& [key, entry] : keypoints) problems_.attempt([&] { read_keypoint(key, entry, keypoints.size()); });
    problems_.raise();
    for (const auto& [key, entry] : keypoints) {
      const auto id = static_cast<size_t>(key.as_int());
      const std::string swap = entry.get("swap", "");
      result_.flip_indices[id] = swap.empty() ? id : index_of(swap, entry);
    }
  }

  void read_keypoint(const config::Value& key, const config::Value& entry, size_t count) {
    const bool numbered = key.is_int() && key.as_int() >= 0 && key.as_int() < static_cast<int64_t>(count);
    if (!numbered) fail("{}: the keys of keypoint_info must be the numbers 0 to {}", config::place(entry), count - 1);
    const auto id = static_cast<size_t>(key.as_int());
    const std::string& name = entry.at("name").as_string();
    if (!ids_.emplace(name, id).second) fail("{}: two keypoints are named '{}'", config::place(entry), name);
    result_.keypoint_names[id] = name;
    result_.keypoint_colors[id] = read_color(entry);
  }

  void read_links(const config::Value& links) {
    for (const auto& [key, entry] : links.as_dict()) {
      const std::vector<std::string> ends = entry.at("link").as_strings();
      if (ends.size() != 2) {
        problems_.add(fmt::format("{}: a link joins two keypoints", config::place(entry)));
        continue;
      }
      result_.links.push_back({index_of(ends[0], entry), index_of(ends[1], entry)});
      result_.link_colors.push_back(read_color(entry));
    }
  }

  /// 0, and a problem, for a name that no keypoint has.
  size_t index_of(const std::string& name, const config::Value& entry) {
    if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
    problems_.add(fmt::format("{}: no keypoint is named '{}'{}", config::place(entry), name,
                              did_you_mean(name, result_.keypoint_names)));
    return 0;
  }

  PoseMetainfo result_;
  std::map<std::string, size_t> ids_;  // by name
  Problems problems_;
};

}  // namespace

const PoseDataset* find_pose_dataset(std::string_view file_or_type) {
  for (const PoseDataset& dataset : pose_datasets())
    if (!file_or_type.empty() && (dataset.file == file_or_type || dataset.type == file_or_type)) return &dataset;
  return nullptr;
}

PoseMetainfo read_pose_metainfo(const config::Value* metainfo, const fs::path& model_config_file,
                                const PoseDataset* own) {
  if (metainfo == nullptr || metainfo->is_none() || (metainfo->is_dict() && metainfo->size() == 0))
    return own == nullptr ? coco() : expand(*own);
  const config::Value* from_file = metainfo->find("from_file");
  if (from_file == nullptr) return Reader().read(*metainfo);
  const std::string& name = from_file->as_string();
  if (const std::optional<fs::path> file = find_file(name, model_config_file))
    return Reader().read(config::load(*file).at("dataset_info"));
  const std::string short_name = fs::path(name).filename();
  if (short_name == "coco.py") return coco();
  if (const PoseDataset* known = find_pose_dataset(short_name)) return expand(*known);
  fail(
      "{}: {} is neither below the current folder nor beside the model config or above it; copy it there (mmpose has "
      "it in configs/_base_/datasets)",
      config::place(*from_file), name);
}

std::optional<PoseMetainfo> find_pose_metainfo(const config::Value& model_config) {
  const config::Value* dataset = test_dataset(model_config);
  const config::Value* metainfo = dataset == nullptr ? nullptr : dataset->find("metainfo");
  const config::Value* type = dataset == nullptr ? nullptr : dataset->find("type");
  const PoseDataset* own = type == nullptr || !type->is_string()
                               ? nullptr
                               : find_pose_dataset(config::parse_type_name(type->as_string()).name);
  const bool given = metainfo != nullptr && metainfo->is_dict() && metainfo->size() > 0;
  if (!given && own == nullptr) return std::nullopt;
  // That of a classifier's dataset has classes only.
  if (given && !metainfo->contains("from_file") && !metainfo->contains("keypoint_info")) return std::nullopt;
  const std::shared_ptr<const std::string>& file = model_config.location().file;
  return read_pose_metainfo(metainfo, file ? *file : "", own);
}

}  // namespace slipway::package
