// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// Detectors of one stage; the types differ in how they train. Keys `backbone.*`, `neck.*`, `bbox_head.*`.
class SingleStageDetector : public SingleStage {
 public:
  SingleStageDetector(Args& args, const BuildContext& context) : SingleStage(args, context, "bbox_head") {
    // YOLOX of mmdet 2 had them.
    args.ignore({"input_size", "size_multiplier", "random_size_range", "random_size_interval"});
  }
};

const RegisterModel<SingleStageDetector> kYolox("mmdet.models.detectors.yolox.YOLOX");
const RegisterModel<SingleStageDetector> kRtmdet("mmdet.models.detectors.rtmdet.RTMDet");

}  // namespace
}  // namespace slipway::model
