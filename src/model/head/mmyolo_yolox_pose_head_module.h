// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

struct YoloxPoseHeadModuleOptions {
  int64_t num_classes = 1;
  int64_t num_keypoints = 0;
  int64_t in_channels = 0;
  int64_t feat_channels = 256;
  int64_t stacked_convs = 2;
  bool depthwise = false;
  std::vector<int64_t> strides{8, 16, 32};
  BlockStyle style;
};

/// YOLOXPoseHeadModule of the mmpose project, on mmyolo's YOLOXHeadModule.
/// Keys `multi_level_{cls,reg,pose}_convs.L.I.{conv,bn}.*`, `multi_level_conv_{cls,reg,obj,offsets,vis}.L.*`.
class YoloxPoseHeadModule : public torch::nn::Module {
 public:
  YoloxPoseHeadModule(const BuildContext& context, const YoloxPoseHeadModuleOptions& options);
  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& features) const;
  const YoloxPoseHeadModuleOptions& options() const { return options_; }

 private:
  YoloxPoseHeadModuleOptions options_;
  std::shared_ptr<LayerList> cls_convs_, reg_convs_, out_cls_, out_reg_, out_obj_, pose_convs_, out_offsets_, out_vis_;
};

}  // namespace slipway::model
