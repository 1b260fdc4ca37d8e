// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/dense_heads/yolov5_head.h"
#include "model/head/yolox_layers.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// YOLOXHeadModule. Keys of YoloxLayers.
class YoloxHeadModule : public YoloHeadModule {
 public:
  YoloxHeadModule(Args& args, const BuildContext& context) : YoloHeadModule(args, /*objectness=*/true) {
    layers_ = &merge(std::make_shared<YoloxLayers>(args, context,
                                                   YoloxLayers::Options{.levels = strides_.size(),
                                                                        .num_classes = num_classes_,
                                                                        .widen_factor = widen_factor_,
                                                                        .activation = "SiLU"}));
  }
};

const RegisterModel<YoloxHeadModule> kYoloxHeadModule("mmyolo.models.dense_heads.yolox_head.YOLOXHeadModule");
const RegisterDetHead<YoloHead> kMmyoloYoloxHead("mmyolo.models.dense_heads.yolox_head.YOLOXHead",
                                                 BoxCoder::kCenterSize);

}  // namespace
}  // namespace slipway::model
