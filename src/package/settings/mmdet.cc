// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What mmdet's dense heads do unless they have a way of their own: every class of a place that scores above score_thr
// is a candidate, the nms_pre best of each level are suppressed within classes, the max_per_img best remain.
#include "package/post_processing.h"

namespace slipway::package {
namespace {

task::ModelSettings read_mmdet(const config::Value& test_cfg, int64_t) {
  std::vector<std::string> problems;
  task::ModelSettings settings;
  settings.score_threshold = optional_number(test_cfg, "score_thr").value_or(0);
  settings.multi_label = true;
  settings.nms_pre = optional_integer(test_cfg, "nms_pre");
  settings.nms_pre_of_level = true;
  settings.max_per_image = optional_integer(test_cfg, "max_per_img");
  read_nms(test_cfg, "an mmdet head", settings, problems);
  read_min_box_size(test_cfg, settings, problems);
  throw_problems(problems);
  return settings;
}

const RegisterSettings kMmdet({"mmdet"},
                              {read_mmdet,
                               {"score_thr", "nms", "nms_pre", "max_per_img", "min_bbox_size", "multi_label"}});

}  // namespace
}  // namespace slipway::package
