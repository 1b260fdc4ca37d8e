// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/dense_heads/yolov5_head.h"
#include "model/head/rtmdet_layers.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// RTMDetSepBNHeadModule. Keys of RtmdetLayers.
class RtmdetSepBnHeadModule : public YoloHeadModule {
 public:
  RtmdetSepBnHeadModule(Args& args, const BuildContext& context) : YoloHeadModule(args, /*objectness=*/false) {
    layers_ = &merge(std::make_shared<RtmdetLayers>(args, context,
                                                    RtmdetLayers::Options{.levels = strides_.size(),
                                                                          .num_classes = num_classes_,
                                                                          .widen_factor = widen_factor_,
                                                                          .stacked_convs = 2}));
  }
};

const RegisterModel<RtmdetSepBnHeadModule> kRtmdetSepBnHeadModule(
    "mmyolo.models.dense_heads.rtmdet_head.RTMDetSepBNHeadModule");
const RegisterDetHead<YoloHead> kMmyoloRtmdetHead("mmyolo.models.dense_heads.rtmdet_head.RTMDetHead",
                                                  BoxCoder::kDistanceStrides);

}  // namespace
}  // namespace slipway::model
