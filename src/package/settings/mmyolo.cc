// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What mmyolo's heads do, all of them as its YOLOv5Head: with multi_label every class of a place is a candidate, else
// the best one; the nms_pre best of all levels are suppressed within classes; yolox_style knows no max_per_img.
#include "package/post_processing.h"

namespace slipway::package {
namespace {

constexpr int64_t kNmsPre = 100000;  // mmyolo's default

task::ModelSettings read_mmyolo(const config::Value& test_cfg, int64_t num_classes) {
  std::vector<std::string> problems;
  task::ModelSettings settings;
  settings.score_threshold = optional_number(test_cfg, "score_thr").value_or(-1);
  settings.multi_label = num_classes > 1 && is_true(test_cfg, "multi_label");
  settings.nms_pre = optional_integer(test_cfg, "nms_pre").value_or(kNmsPre);
  settings.clamp_to_original = true;
  // With yolox_style PyTorch keeps all; MMDeploy takes the number all the same.
  settings.max_per_image = optional_integer(test_cfg, "max_per_img");
  settings.keeps_all = is_true(test_cfg, "yolox_style");
  read_nms(test_cfg, "an mmyolo head", settings, problems);
  read_min_box_size(test_cfg, settings, problems);
  throw_problems(problems);
  return settings;
}

/// Without yolox_style the project's head mixes up keypoints and boxes, and several labels of a box share keypoints.
task::ModelSettings read_mmyolo_pose(const config::Value& test_cfg, int64_t num_classes) {
  std::vector<std::string> problems;
  if (!is_true(test_cfg, "yolox_style"))
    problems.push_back(
        fmt::format("{}: the test_cfg of mmyolo.YOLOXPoseHead needs yolox_style=True; without it the "
                    "head's keypoints belong to other boxes",
                    place_of(test_cfg)));
  if (num_classes > 1 && is_true(test_cfg, "multi_label"))
    problems.push_back(
        fmt::format("{}: several labels for one box are not supported", place_of(test_cfg.at("multi_label"))));
  throw_problems(problems);
  return read_mmyolo(test_cfg, num_classes);
}

const std::vector<std::string> kKnown{"score_thr",   "nms",         "nms_pre",      "max_per_img",
                                      "yolox_style", "multi_label", "min_bbox_size"};
const RegisterSettings kMmyolo({"mmyolo"}, {read_mmyolo, kKnown});
const RegisterSettings kMmyoloPose({"mmyolo.YOLOXPoseHead"}, {read_mmyolo_pose, kKnown});

}  // namespace
}  // namespace slipway::package
