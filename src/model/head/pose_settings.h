// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/head/pose_decode.h"

namespace slipway::model {

/// `test_cfg` of mmpose's YOLOX-Pose: score_thr, nms_thr, nms_pre, max_per_img. Errors: flip_test, multiscale_test.
TestSettings read_mmpose_settings(const config::Value& test_cfg);

/// `test_cfg` of mmyolo's YOLOX: score_thr, nms, nms_pre, max_per_img. Errors: what the mmpose project's head cannot do
/// (another style than yolox_style, several labels per box) and other kinds of suppression.
TestSettings read_mmyolo_settings(const config::Value& test_cfg, int64_t num_classes);

/// One sentence for each key of `test_cfg` that neither post-processing nor deployment reads.
std::vector<std::string> unused_settings(const config::Value& test_cfg, const std::vector<std::string>& known);

/// The keys that each of them reads.
extern const std::vector<std::string> kMmposeSettings;
extern const std::vector<std::string> kMmyoloSettings;

}  // namespace slipway::model
