// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/head/det_head.h"

namespace slipway::model {

/// The layers of a head of mmyolo, which are a type of their own there.
class YoloHeadModule : public FeatureModule {
 public:
  int64_t num_classes() const { return num_classes_; }
  const std::vector<int64_t>& strides() const { return strides_; }
  bool has_objectness() const { return objectness_; }

 protected:
  /// @param objectness whether its outputs have objectness logits
  YoloHeadModule(Args& args, bool objectness);
  Tensors forward(const Tensors& features) const override { return (*layers_)(features); }

  int64_t num_classes_ = 0;
  double widen_factor_ = 1;
  std::vector<int64_t> strides_;  ///< per level, in input_px
  const FeatureModule* layers_ = nullptr;

 private:
  bool objectness_;
};

/// What mmyolo's heads have in common, which there is YOLOv5Head's. Keys `head_module.*`.
class YoloHead : public DetHead {
 public:
  /// @param coder the default of bbox_coder
  YoloHead(Args& args, const BuildContext& context, BoxCoder coder);
  Tensors raw(const Tensors& features) const override;

 private:
  const YoloHeadModule* module_ = nullptr;
};

}  // namespace slipway::model
