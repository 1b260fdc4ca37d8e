// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/conv_branch.h"
#include "model/head/det_head.h"
#include "model/head/rtmdet_layers.h"
#include "model/head/type_name.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// What the logit of a place is with objectness: that of the geometric mean of both probabilities, as far as 1e-5 away
/// from 0 and 1.
Tensor with_objectness(const Tensor& cls, const Tensor& obj) {
  constexpr double kEps = 1e-5;
  const Tensor mean = at::clamp(at::sqrt(at::sigmoid(cls) * at::sigmoid(obj)), 0, 1);
  return at::log(at::clamp_min(mean, kEps) / at::clamp_min(1 - mean, kEps));
}

/// What both heads read, and what they make of their layers' outputs.
class RtmdetHeadBase : public DetHead {
 protected:
  explicit RtmdetHeadBase(Args& args) : objectness_in_class_(args.boolean("with_objectness", true)) {
    coder_ = BoxCoder::kDistance;
    args.attempt([&] { return points_ = read_point_generator(args.require("anchor_generator")); });
    args.attempt([&] { return clamp_ = read_bbox_coder(args.require("bbox_coder")); });
    // Any loss with this key, which is False by default.
    if (const config::Value* loss = args.find("loss_cls");
        loss != nullptr &&
        (loss->find("use_sigmoid") == nullptr || !(*loss->find("use_sigmoid") == config::Value(true))))
      args.refuse("loss_cls", "scores by softmax are not supported; use_sigmoid=True makes them sigmoids");
    args.ignore({"loss_bbox", "loss_centerness", "reg_decoded_bbox", "train_cfg", "init_cfg"});
    num_classes_ = read_num_classes(args);
    read_test_cfg(args, args.owner());
  }

  /// Layers' outputs to raw(): objectness goes into the classes, distances from strides to px.
  Tensors finish(Tensors maps) const {
    const size_t levels = num_levels();
    for (size_t level = 0; level < levels; ++level) {
      if (objectness_in_class_) maps[level] = with_objectness(maps[level], maps[2 * levels + level]);
      maps[levels + level] = maps[levels + level] * points_.strides[level][0];
    }
    maps.resize(2 * levels);
    return maps;
  }

  bool objectness_in_class_;

 private:
  static BoxClamp read_bbox_coder(const config::Value& config) {
    require_type_name(config, "coder of boxes", {"DistancePointBBoxCoder"});
    Args coder(config, "mmdet.DistancePointBBoxCoder");
    const bool clip = coder.boolean("clip_border", true);
    coder.ignore({"use_box_type"});
    coder.finish();
    return clip ? BoxClamp::kInput : BoxClamp::kNone;
  }
};

/// RTMDetHead: one tower for the classes and one for the boxes of all levels. Keys `{cls,reg}_convs.I.{conv,gn}.*`,
/// `rtm_{cls,reg,obj}.*`, `scales.L.scale`.
class RtmdetHead : public RtmdetHeadBase {
 public:
  RtmdetHead(Args& args, const BuildContext& context)
      : RtmdetHeadBase(args), cls_convs_(add<Sequence>("cls_convs")), reg_convs_(add<Sequence>("reg_convs")) {
    const int64_t in_channels = args.integer("in_channels");
    const int64_t channels = args.integer("feat_channels", 256);
    const int64_t stacked_convs = args.integer("stacked_convs", 4);
    const int64_t kernel = args.integer("pred_kernel_size", 3);
    read_conv(args);
    const BlockStyle style{read_norm(args, {.kind = NormSpec::Kind::kGroup, .num_groups = 32}),
                           read_activation(args, "ReLU")};
    args.finish();

    for (Sequence* tower : {&cls_convs_, &reg_convs_})
      append_convs(*tower, context, stacked_convs, in_channels, channels, /*depthwise=*/false, style);
    const ConvSize size{.kernel = kernel, .padding = kernel / 2};
    out_cls_ = &add<Conv2d>("rtm_cls", context, channels, num_classes_, size);
    out_reg_ = &add<Conv2d>("rtm_reg", context, channels, 4, size);
    if (objectness_in_class_) out_obj_ = &add<Conv2d>("rtm_obj", context, channels, 1, size);
    scales_ = &add_list("scales");
    for (size_t level = 0; level < num_levels(); ++level) scales_->append<Scale>(context);
  }

  Tensors raw(const Tensors& features) const override {
    require_levels(features);
    const size_t levels = num_levels();
    Tensors maps(3 * levels);
    for (size_t level = 0; level < levels; ++level) {
      const Tensor reg = reg_convs_(features[level]);
      maps[level] = (*out_cls_)(cls_convs_(features[level]));
      maps[levels + level] = scales_->run(level, at::exp((*out_reg_)(reg)));
      if (out_obj_ != nullptr) maps[2 * levels + level] = (*out_obj_)(reg);
    }
    return finish(std::move(maps));
  }

 private:
  /// A factor that was learned.
  class Scale : public Layer {
   public:
    explicit Scale(const BuildContext& context) : scale_(add_parameter("scale", at::ones({}, context.options()))) {}

   protected:
    Tensor forward(const Tensor& x) const override { return x * scale_; }

   private:
    Tensor scale_;
  };

  Sequence &cls_convs_, &reg_convs_;
  const Conv2d *out_cls_ = nullptr, *out_reg_ = nullptr, *out_obj_ = nullptr;
  LayerList* scales_ = nullptr;
};

/// RTMDetSepBNHead: towers and normalisations for each level. Keys of RtmdetLayers.
class RtmdetSepBnHead : public RtmdetHeadBase {
 public:
  RtmdetSepBnHead(Args& args, const BuildContext& context)
      : RtmdetHeadBase(args), exponential_(args.boolean("exp_on_reg", false)) {
    layers_ =
        &merge(std::make_shared<RtmdetLayers>(args, context,
                                              RtmdetLayers::Options{.levels = num_levels(),
                                                                    .num_classes = num_classes_,
                                                                    .stacked_convs = 4,
                                                                    .norm_eps = 0.001,
                                                                    .depthwise = args.boolean("use_depthwise", false),
                                                                    .objectness = objectness_in_class_}));
  }

  Tensors raw(const Tensors& features) const override {
    require_levels(features);
    Tensors maps = (*layers_)(features);
    if (exponential_)
      for (size_t level = num_levels(); level < 2 * num_levels(); ++level) maps[level] = at::exp(maps[level]);
    return finish(std::move(maps));
  }

 private:
  bool exponential_;
  const RtmdetLayers* layers_ = nullptr;
};

const RegisterDetHead<RtmdetHead> kRtmdetHead("mmdet.models.dense_heads.rtmdet_head.RTMDetHead");
const RegisterDetHead<RtmdetSepBnHead> kRtmdetSepBnHead("mmdet.models.dense_heads.rtmdet_head.RTMDetSepBNHead");

}  // namespace
}  // namespace slipway::model
