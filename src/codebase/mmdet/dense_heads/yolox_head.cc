// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/det_head.h"
#include "model/head/yolox_layers.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// YOLOXHead of mmdet. Keys of YoloxLayers.
class YoloxHead : public DetHead {
 public:
  YoloxHead(Args& args, const BuildContext& context) {
    for (int64_t stride : args.integers("strides", {8, 16, 32}))
      points_.strides.push_back({static_cast<double>(stride), static_cast<double>(stride)});
    if (points_.strides.empty()) args.refuse("strides", "no feature map is named");
    points_.offset = 0;
    objectness_ = true;
    coder_ = BoxCoder::kCenterSize;
    args.ignore({"loss_cls", "loss_bbox", "loss_obj", "loss_l1", "train_cfg", "init_cfg"});
    num_classes_ = read_num_classes(args);
    read_test_cfg(args, args.owner());
    layers_ = &merge(std::make_shared<YoloxLayers>(
        args, context,
        YoloxLayers::Options{.levels = num_levels(), .num_classes = num_classes_, .activation = "Swish"}));
  }

  Tensors raw(const Tensors& features) const override {
    require_levels(features);
    return (*layers_)(features);
  }

 private:
  const YoloxLayers* layers_ = nullptr;
};

const RegisterDetHead<YoloxHead> kYoloxHead("mmdet.models.dense_heads.yolox_head.YOLOXHead");

}  // namespace
}  // namespace slipway::model
