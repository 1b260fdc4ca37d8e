// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/args.h"
#include "model/layer/conv_module.h"

namespace slipway::model {

/// The layers of YOLOX's heads, which mmdet has in the head itself and mmyolo in its head_module: towers for classes
/// and boxes at each level. Keys `multi_level_{cls,reg}_convs.L.I.{conv,bn}.*`, `multi_level_conv_{cls,reg,obj}.L.*`.
/// Outputs, by levels each: class logits, boxes, objectness logits.
class YoloxLayers : public FeatureModule {
 public:
  /// What the head says, or a library has otherwise.
  struct Options {
    size_t levels = 0;
    int64_t num_classes = 0;
    double widen_factor = 1;
    std::string_view activation;  ///< the default of act_cfg
  };
  YoloxLayers(Args& args, const BuildContext& context, const Options& options);

 protected:
  Tensors forward(const Tensors& features) const override;

 private:
  LayerList &cls_convs_, &reg_convs_, &out_cls_, &out_reg_, &out_obj_;
};

}  // namespace slipway::model
