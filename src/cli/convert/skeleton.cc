// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/convert/skeleton.h"

#include <algorithm>

#include "base/log.h"
#include "package/model_config.h"
#include "slipway/error.h"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

draw::Rgb read_color(const config::Value& entry) {
  const config::Value* color = entry.find("color");
  if (color == nullptr || color->size() != 3) return {51, 153, 255};
  const std::vector<int64_t> parts = color->as_ints();
  return {static_cast<int>(parts[0]), static_cast<int>(parts[1]), static_cast<int>(parts[2])};
}

/// keypoint_info: {0: dict(name, id, color, ...)}, skeleton_info: {0: dict(link=(name, name), id, color)}.
draw::SkeletonInfo read_metainfo(const config::Value& metainfo) {
  draw::SkeletonInfo result;
  const config::Value* keypoints = metainfo.find("keypoint_info");
  if (keypoints == nullptr || !keypoints->is_dict()) return result;
  const size_t count = keypoints->size();
  result.keypoint_names.resize(count);
  result.keypoint_colors.resize(count);
  for (const auto& [key, entry] : keypoints->as_dict()) {
    const auto id = static_cast<size_t>(entry.at("id").as_int());
    if (id >= count) fail("{} ({}): keypoint ids must be 0 to {}", entry.path(), entry.location().text(), count - 1);
    result.keypoint_names[id] = entry.at("name").as_string();
    result.keypoint_colors[id] = read_color(entry);
  }
  const config::Value* links = metainfo.find("skeleton_info");
  if (links == nullptr || !links->is_dict()) return result;
  const auto index = [&](const std::string& name) {
    auto found = std::find(result.keypoint_names.begin(), result.keypoint_names.end(), name);
    if (found == result.keypoint_names.end()) fail("{}: no keypoint is named '{}'", links->path(), name);
    return static_cast<int>(found - result.keypoint_names.begin());
  };
  for (const auto& [key, entry] : links->as_dict()) {
    const std::vector<std::string> ends = entry.at("link").as_strings();
    if (ends.size() != 2) fail("{}: a link joins two keypoints", entry.path());
    result.links.push_back({index(ends[0]), index(ends[1])});
    result.link_colors.push_back(read_color(entry));
  }
  return result;
}

/// mmpose names these files relative to its own source tree; a user may have them beside the config or the current
/// folder.
config::Value load_metainfo(const std::string& from_file, const config::Value& model_config) {
  std::vector<fs::path> candidates{from_file};
  if (model_config.location().file) {
    for (fs::path folder = fs::path(*model_config.location().file).parent_path(); !folder.empty();
         folder = folder.parent_path()) {
      candidates.push_back(folder / from_file);
      if (folder == folder.parent_path()) break;
    }
  }
  for (const fs::path& file : candidates)
    if (std::error_code ignored; fs::is_regular_file(file, ignored)) return config::load(file).at("dataset_info");
  return {};
}

}  // namespace

draw::SkeletonInfo find_skeleton(const config::Value& model_config) {
  const config::Value* dataset = package::test_dataset(model_config);
  const config::Value* metainfo = dataset == nullptr ? nullptr : dataset->find("metainfo");
  if (metainfo == nullptr || !metainfo->is_dict()) return {};
  try {
    if (const config::Value* from_file = metainfo->find("from_file"); from_file != nullptr && from_file->is_string())
      return read_metainfo(load_metainfo(from_file->as_string(), model_config));
    return read_metainfo(*metainfo);
  } catch (const Error& e) {
    log::warning("the skeleton of the dataset's metainfo is not used: {}", e.what());
    return {};
  }
}

}  // namespace slipway::cli
