// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/args.h"
#include "model/layer/conv_module.h"

namespace slipway::model {

/// The layers of RTMDet's heads, which mmdet has in the head itself and mmyolo in its head_module: towers for classes
/// and boxes at each level, whose convolutions may be the same at all levels while each level has normalisations of its
/// own. Keys `{cls,reg}_convs.L.I.{conv,bn}.*`, `rtm_{cls,reg,obj}.L.*`. Outputs, by levels each: class logits, boxes,
/// objectness logits where there are any.
class RtmdetLayers : public FeatureModule {
 public:
  /// What the head says, or a library has otherwise.
  struct Options {
    size_t levels = 0;
    int64_t num_classes = 0;
    double widen_factor = 1;
    int64_t stacked_convs = 0;  ///< default
    double norm_eps = 1e-5;     ///< of the default normalisation
    bool depthwise = false;
    bool objectness = false;
  };
  RtmdetLayers(Args& args, const BuildContext& context, const Options& options);

 protected:
  Tensors forward(const Tensors& features) const override;

 private:
  LayerList &cls_convs_, &reg_convs_, &out_cls_, &out_reg_;
  LayerList* out_obj_ = nullptr;
};

}  // namespace slipway::model
