// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/skeleton.h"

#include "base/error.h"
#include "base/log.h"
#include "package/pose_metainfo.h"

namespace slipway::evaluate {

draw::SkeletonInfo find_skeleton(const config::Value& model_config) {
  draw::SkeletonInfo result;
  try {
    const std::optional<package::PoseMetainfo> metainfo = package::find_pose_metainfo(model_config);
    if (!metainfo) return {};
    result.keypoint_names = metainfo->keypoint_names;
    result.keypoint_colors = metainfo->keypoint_colors;
    result.link_colors = metainfo->link_colors;
    for (const auto& [from, to] : metainfo->links)
      result.links.push_back({static_cast<int>(from), static_cast<int>(to)});
  } catch (const Error& e) {
    log::warning("the skeleton of the dataset's metainfo is not used: {}", e.what());
  }
  return result;
}

}  // namespace slipway::evaluate
