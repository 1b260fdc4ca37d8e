// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace slipway::model {

/// A type as a config writes it.
struct TypeName {
  std::string scope;  ///< the library that was named with it, "" for none
  std::string name;
};

/// "ResNet", "mmdet.Resize", or a Python path as configs that import their types have it: "mmyolo.models.YOLODetector",
/// "torch.nn.SiLU". The modules of the mmpose project ("models.yolox_pose_head.YOLOXPoseHead") register with mmyolo.
TypeName parse_type_name(std::string_view text);

}  // namespace slipway::model
