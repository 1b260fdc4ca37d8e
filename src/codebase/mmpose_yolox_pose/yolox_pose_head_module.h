// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/args.h"
#include "model/layer/conv_module.h"

namespace slipway::model {

/// YOLOXPoseHeadModule of the mmpose project, on mmyolo's YOLOXHeadModule.
/// Keys `multi_level_{cls,reg,pose}_convs.L.I.{conv,bn}.*`, `multi_level_conv_{cls,reg,obj,offsets,vis}.L.*`.
class YoloxPoseHeadModule : public FeatureModule {
 public:
  YoloxPoseHeadModule(Args& args, const BuildContext& context);
  int64_t num_classes() const { return num_classes_; }
  int64_t num_keypoints() const { return num_keypoints_; }
  const std::vector<int64_t>& strides() const { return strides_; }

 protected:
  Tensors forward(const Tensors& features) const override;

 private:
  int64_t num_classes_, num_keypoints_;
  std::vector<int64_t> strides_;
  LayerList &cls_convs_, &reg_convs_, &out_cls_, &out_reg_, &out_obj_, &pose_convs_, &out_offsets_, &out_vis_;
};

}  // namespace slipway::model
