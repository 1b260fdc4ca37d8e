// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/skeleton.h"

#include "base/error.h"
#include "base/log.h"
#include "config/scope.h"
#include "package/model_config.h"
#include "package/pose_metainfo.h"

namespace slipway::evaluate {
namespace {

draw::SkeletonInfo skeleton_of(const package::PoseMetainfo& metainfo) {
  // Drawing knows COCO's links and colours.
  if (metainfo.keypoint_colors.empty()) return {};
  draw::SkeletonInfo result;
  result.keypoint_names = metainfo.keypoint_names;
  result.keypoint_colors = metainfo.keypoint_colors;
  result.link_colors = metainfo.link_colors;
  for (const auto& [from, to] : metainfo.links) result.links.push_back({static_cast<int>(from), static_cast<int>(to)});
  return result;
}

}  // namespace

draw::SkeletonInfo find_skeleton(const config::Value& model_config) {
  const config::Value* dataset = package::test_dataset(model_config);
  const config::Value* metainfo = dataset == nullptr ? nullptr : dataset->find("metainfo");
  const config::Value* type = dataset == nullptr ? nullptr : dataset->find("type");
  const package::PoseDataset* own = type == nullptr || !type->is_string()
                                        ? nullptr
                                        : package::find_pose_dataset(config::parse_type_name(type->as_string()).name);
  const bool given = metainfo != nullptr && metainfo->is_dict() && metainfo->size() > 0;
  if (!given && own == nullptr) return {};
  // That of a classifier's dataset has classes only.
  if (given && !metainfo->contains("from_file") && !metainfo->contains("keypoint_info")) return {};
  try {
    const std::shared_ptr<const std::string>& file = model_config.location().file;
    return skeleton_of(package::read_pose_metainfo(metainfo, file ? *file : "", own));
  } catch (const Error& e) {
    log::warning("the skeleton of the dataset's metainfo is not used: {}", e.what());
    return {};
  }
}

}  // namespace slipway::evaluate
