// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// YOLODetector, whatever its head is for: detectors of mmyolo, and poses of the mmpose project. Keys `backbone.*`,
/// `neck.*`, `bbox_head.*`.
class YoloDetector : public SingleStage {
 public:
  YoloDetector(Args& args, const BuildContext& context) : SingleStage(args, context, "bbox_head") {}
};

const RegisterModel<YoloDetector> kYoloDetector("mmyolo.models.detectors.yolo_detector.YOLODetector");

}  // namespace
}  // namespace slipway::model
