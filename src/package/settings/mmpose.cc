// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's heads with boxes (YOLOX-Pose): the best class of a place is its candidate, suppression knows no classes.
#include "package/post_processing.h"

namespace slipway::package {
namespace {

task::ModelSettings read_mmpose(const config::Value& test_cfg, int64_t) {
  std::vector<std::string> problems;
  for (const char* key : {"flip_test", "multiscale_test"})
    if (is_true(test_cfg, key))
      problems.push_back(
          fmt::format("{}: '{}' is not supported, neither by this head nor in a deployed model; set it to False",
                      place_of(test_cfg.at(key)), key));
  throw_problems(problems);
  task::ModelSettings settings;
  settings.score_threshold = optional_number(test_cfg, "score_thr");
  settings.iou_threshold = optional_number(test_cfg, "nms_thr");
  settings.max_per_image = optional_integer(test_cfg, "max_per_img");
  settings.keeps_all = true;
  settings.nms_pre = optional_integer(test_cfg, "nms_pre");
  settings.class_agnostic = true;
  return settings;
}

const RegisterSettings kYoloxPose({"mmpose.YOLOXPoseHead"},
                                  {read_mmpose,
                                   {"score_thr", "nms_thr", "nms_pre", "max_per_img", "flip_test", "multiscale_test"}});

}  // namespace
}  // namespace slipway::package
