// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmdet's YOLOX: the best class of a place is its candidate where it scores score_thr or more; there is no other limit,
// and max_per_img has no effect on PyTorch's side. (MMDeploy takes it for keep_top_k.)
#include <cmath>
#include <limits>

#include "package/post_processing.h"

namespace slipway::package {
namespace {

task::ModelSettings read_mmdet_yolox(const config::Value& test_cfg, int64_t) {
  std::vector<std::string> problems;
  task::ModelSettings settings;
  // "At least" is "more than the next smaller number".
  settings.score_threshold = std::nextafter(static_cast<float>(optional_number(test_cfg, "score_thr").value_or(0)),
                                            -std::numeric_limits<float>::infinity());
  settings.max_per_image = optional_integer(test_cfg, "max_per_img");
  settings.keeps_all = true;
  read_nms(test_cfg, "mmdet.YOLOXHead", settings, problems);
  throw_problems(problems);
  return settings;
}

const RegisterSettings kYolox({"mmdet.YOLOXHead"},
                              {read_mmdet_yolox, {"score_thr", "nms", "max_per_img", "nms_pre", "min_bbox_size"}});

}  // namespace
}  // namespace slipway::package
