// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/skeleton.h"

#include <algorithm>

#include "base/error.h"
#include "package/model_config.h"
#include "package/pose_metainfo.h"
#include "task/task.h"

namespace slipway::package {
namespace {

bool gives_keypoints(const task::Task& task) {
  const auto any = [](const std::vector<task::Role>& roles) {
    return std::any_of(roles.begin(), roles.end(), [](task::Role role) {
      return role == task::Role::kKeypoints || role == task::Role::kSimccX || role == task::Role::kHeatmaps;
    });
  };
  return any(task.outputs) ||
         std::any_of(task.forms.begin(), task.forms.end(), [&](const auto& form) { return any(form.second); });
}

/// A dataset of mmpose's that has COCO's keypoints when its config says nothing.
bool is_coco(const config::Value& model_config) {
  const config::Value* dataset = test_dataset(model_config);
  const config::Value* type = dataset == nullptr ? nullptr : dataset->find("type");
  return type != nullptr && type->is_string() && type->as_string().ends_with("CocoDataset");
}

}  // namespace

nlohmann::ordered_json make_skeleton(const config::Value& model_config, const DeployConfig& deploy) {
  if (!gives_keypoints(task::get(deploy.task))) return nullptr;
  // Some of the keypoints only, or in another order.
  if (const config::Value* test_cfg = find_dict(find_dict(&model_config, "model"), "test_cfg"))
    if (const config::Value* some = test_cfg->find("output_keypoint_indices"); some != nullptr && !some->is_none())
      return nullptr;
  std::optional<PoseMetainfo> found;
  try {
    found = find_pose_metainfo(model_config);
    if (!found && is_coco(model_config)) found = read_pose_metainfo(nullptr, "");
  } catch (const Error&) {
    // A model does not fail for how it is drawn; who draws it says what is wrong with the metainfo.
  }
  if (!found) return nullptr;
  nlohmann::ordered_json result{{"dataset", found->dataset_name},
                                {"keypoints", found->keypoint_names},
                                {"links", found->links},
                                {"keypoint_colors", found->keypoint_colors},
                                {"link_colors", found->link_colors}};
  if (!found->sigmas.empty()) result["sigmas"] = found->sigmas;
  return result;
}

}  // namespace slipway::package
