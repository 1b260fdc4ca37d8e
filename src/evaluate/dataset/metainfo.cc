// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/metainfo.h"

#include <optional>

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;

/// COCO's own constants for its 17 keypoints.
const std::vector<double> kCocoSigmas{0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072,
                                      0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089};

void use_coco(DatasetInfo& info) {
  info.dataset_name = "coco";
  info.sigmas = kCocoSigmas;
  info.num_keypoints = static_cast<int64_t>(kCocoSigmas.size());
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

void read_dict(const config::Value& metainfo, DatasetInfo& info) {
  info.dataset_name = metainfo.at("dataset_name").as_string();
  info.num_keypoints = static_cast<int64_t>(metainfo.at("keypoint_info").as_dict().size());
  info.sigmas = metainfo.at("sigmas").as_floats();
  if (info.sigmas.size() != static_cast<size_t>(info.num_keypoints))
    fail("{} ({}): {} sigmas for {} keypoints", metainfo.path(), metainfo.location().text(), info.sigmas.size(),
         info.num_keypoints);
}

}  // namespace

void read_pose_metainfo(const config::Value* metainfo, const DatasetContext& context, DatasetInfo& info) {
  if (metainfo == nullptr || metainfo->is_none() || (metainfo->is_dict() && metainfo->size() == 0))
    return use_coco(info);
  const config::Value* from_file = metainfo->find("from_file");
  if (from_file == nullptr) return read_dict(*metainfo, info);
  const std::string& name = from_file->as_string();
  if (const std::optional<fs::path> file = find_file(name, context.config_file))
    return read_dict(config::load(*file).at("dataset_info"), info);
  if (fs::path(name).filename() == "coco.py") return use_coco(info);
  fail(
      "{} ({}): {} is neither below the current folder nor beside the model config or above it; copy it there (mmpose "
      "has "
      "it in configs/_base_/datasets)",
      from_file->path(), from_file->location().text(), name);
}

}  // namespace slipway::evaluate
