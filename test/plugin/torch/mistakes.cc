// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// One type for each mistake; what is said of it is looked at in test/cli/plugin_test.py.
#include "slipway/extend/rewriter.h"

namespace {

using namespace slipway::extend;

/// A part whose forward() is a function.
template <typename Forward>
class Part : public FeatureModule {
 public:
  Part(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override { return Forward()(inputs); }
};

struct WritesIntoItsInput {
  Tensors operator()(const Tensors& inputs) const {
    Tensor x = inputs.at(0);
    return {x.add_(1)};
  }
};
const RegisterModel<Part<WritesIntoItsInput>> kInPlace("mmpose:my_models.mistakes.InPlace");

struct MakesDoubles {
  Tensors operator()(const Tensors& inputs) const {
    const Tensor& x = inputs.at(0);
    return {x + at::arange(x.size(3), at::TensorOptions(at::kDouble).device(x.device()))};
  }
};
const RegisterModel<Part<MakesDoubles>> kDoubles("mmpose:my_models.mistakes.Doubles");

struct ReadsAValue {
  Tensors operator()(const Tensors& inputs) const { return {inputs.at(0) + inputs.at(0).max().item<float>()}; }
};
const RegisterModel<Part<ReadsAValue>> kReads("mmpose:my_models.mistakes.ReadsAValue");

/// Comes out as f32, but of a tensor that was made with nothing of the input's.
struct CreatesApart {
  Tensors operator()(const Tensors& inputs) const {
    return {(inputs.at(0) * at::arange(8, at::TensorOptions(at::kDouble))).to(at::kFloat)};
  }
};
const RegisterModel<Part<CreatesApart>> kCreatesApart("mmpose:my_models.mistakes.CreatesApart");

struct WantsTwoInputs {
  Tensors operator()(const Tensors& inputs) const { return {inputs.at(1)}; }
};
const RegisterModel<Part<WantsTwoInputs>> kWantsTwo("mmpose:my_models.mistakes.WantsTwoInputs");

/// Of other channels than its input has.
class OtherChannels : public FeatureModule {
 public:
  OtherChannels(Args&, const BuildContext& context) : conv_(add<Conv2d>("conv", context, 5, 4, ConvSize{})) {}

 protected:
  Tensors forward(const Tensors& inputs) const override { return {conv_(inputs.at(0))}; }

 private:
  const Conv2d& conv_;
};
const RegisterModel<OtherChannels> kOtherChannels("mmpose:my_models.mistakes.OtherChannels");

/// A hook that is called by another name than it was declared by, and one that was not declared.
class OtherHook : public FeatureModule {
 public:
  static constexpr std::array kHooks{"centre"};
  OtherHook(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("center", inputs, [&] { return inputs; });
  }
};
const RegisterModel<OtherHook> kOtherHook("mmpose:my_models.mistakes.OtherHook");

struct NoHook : public FeatureModule {
  NoHook(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("centre", inputs, [&] { return inputs; });
  }
};
const RegisterModel<NoHook> kNoHook("mmpose:my_models.mistakes.NoHook");

/// A hook that is never called, so that its rewriter never fires.
class IdleHook : public FeatureModule {
 public:
  static constexpr std::array kHooks{"centre"};
  IdleHook(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override { return {inputs.at(0) + 1}; }
};
const RegisterModel<IdleHook> kIdleHook("mmpose:my_models.mistakes.IdleHook");
Tensors idle(const IdleHook&, const Tensors& inputs, const Context&) { return inputs; }
const RewriteFunction kIdle({"my_models.mistakes.IdleHook.centre"}, idle);

/// What only values can tell, in a hook.
class DependsOnData : public FeatureModule {
 public:
  static constexpr std::array kHooks{"choose"};
  DependsOnData(Args&, const BuildContext& context) : conv_(add<Conv2d>("conv", context, 3, 4, ConvSize{})) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    const Tensor x = conv_(inputs.at(0));
    return hooked("choose", {x}, [&] {
      return slipway::model::in_scope("chooser", [&] { return Tensors{at::nonzero(at::relu(x))}; });
    });
  }

 private:
  const Conv2d& conv_;
};
const RegisterModel<DependsOnData> kData("mmpose:my_models.mistakes.DependsOnData");

/// An operator that nobody writes as ONNX.
class Undeployable : public FeatureModule {
 public:
  static constexpr std::array kHooks{"special"};
  Undeployable(Args&, const BuildContext&) : inner_(add<Inner>("inner")) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("special", inputs, [&] { return Tensors{inner_(inputs.at(0))}; });
  }

 private:
  struct Inner : public Layer {
    Tensor forward(const Tensor& x) const override { return at::special_i0e(x); }
  };
  const Inner& inner_;
};
const RegisterModel<Undeployable> kUndeployable("mmpose:my_models.mistakes.Undeployable");

/// A head that returns one output where poses have two.
class OneOutput : public PoseHead {
 public:
  static constexpr std::array kHooks{"predict"};
  OneOutput(Args&, const BuildContext& context)
      : PoseHead({Prediction::kClass, Prediction::kObjectness, Prediction::kBox, Prediction::kOffset,
                  Prediction::kVisibility}),
        conv_(add<Conv2d>("conv", context, 3, 5 + 1 + 3, ConvSize{})) {
    num_keypoints_ = 1;
    strides_ = {8};
    points_.strides = {{8, 8}};
  }
  Tensors raw(const Tensors& features) const override { return {conv_(features.at(0))}; }
  Tensors deploy(const Tensors& features) const override {
    return hooked("predict", raw(features), [&] { return raw(features); });
  }
  std::vector<Result> results(const Tensors&, const std::vector<ImageMeta>& metas, const Limits&) const override {
    return std::vector<Result>(metas.size(), Instances{});
  }

 private:
  const Conv2d& conv_;
};
const RegisterModel<OneOutput> kOneOutput("mmpose:my_models.mistakes.OneOutput");
const RegisterSettings kSettings({"mmpose.OneOutput"}, settings_of("mmpose.YOLOXPoseHead"));

/// A neck whose layers are called other than the weights.
class ProjectPAFPN : public FeatureModule {
 public:
  ProjectPAFPN(Args& args, const BuildContext& context)
      : lateral_(add<Conv2d>("lateral", context, 32, 32, ConvSize{})) {
    args.ignore(
        {"in_channels", "out_channels", "num_csp_blocks", "use_depthwise", "upsample_cfg", "norm_cfg", "act_cfg"});
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return {lateral_(inputs.at(0)), at::slice(inputs.at(1), 1, 0, 32), at::slice(inputs.at(2), 1, 0, 32)};
  }

 private:
  const Conv2d& lateral_;
};
const RegisterModel<ProjectPAFPN> kProjectPafpn("mmpose:my_models.mistakes.ProjectPAFPN");

/// A rewriter that takes another class than the one it is for.
class Adder : public FeatureModule {
 public:
  static constexpr std::array kHooks{"add"};
  Adder(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("add", inputs, [&] { return Tensors{inputs.at(0) + 1}; });
  }
};
const RegisterModel<Adder> kAdder("mmpose:my_models.mistakes.Adder");
Tensors add(const OneOutput&, const Tensors& inputs, const Context&) { return inputs; }
const RewriteFunction kAdd({"my_models.mistakes.Adder.add"}, add);

/// A rewriter that computes something else, for the kit's own test.
class Wrong : public FeatureModule {
 public:
  static constexpr std::array kHooks{"add"};
  Wrong(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("add", inputs, [&] { return Tensors{inputs.at(0) + 1}; });
  }
};
const RegisterModel<Wrong> kWrong("mmpose:my_models.mistakes.Wrong");
Tensors add_wrongly(const Wrong&, const Tensors& inputs, const Context&) { return {inputs.at(0) + 1.5}; }
const RewriteFunction kAddWrongly({"my_models.mistakes.Wrong.add"}, add_wrongly);

/// A rewriter that writes into what it is given.
class Overwritten : public FeatureModule {
 public:
  static constexpr std::array kHooks{"add"};
  Overwritten(Args&, const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("add", inputs, [&] { return Tensors{inputs.at(0) + 1}; });
  }
};
const RegisterModel<Overwritten> kOverwritten("mmpose:my_models.mistakes.Overwritten");
Tensors overwrite(const Overwritten&, const Tensors& inputs, const Context&) {
  Tensor x = inputs.at(0);
  return {x.add_(1)};
}
const RewriteFunction kOverwrite({"my_models.mistakes.Overwritten.add"}, overwrite);

/// For nms_test.cc: boxes and scores as they are.
class Nms : public FeatureModule {
 public:
  Nms(Args& args, const BuildContext&) {
    how_.score_threshold = args.number("score_threshold", 0.1);
    how_.iou_threshold = args.number("iou_threshold", 0.5);
    how_.keep_top_k = args.integer("keep_top_k", 20);
    how_.max_per_class = args.integer("max_per_class", -1);
    how_.pre_top_k = args.integer("pre_top_k", -1);
    how_.class_agnostic = args.boolean("class_agnostic", false);
    how_.multi_label = true;
    scores_only_ = args.boolean("scores_only", false);
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    const Kept kept = multiclass_nms(inputs.at(0), inputs.at(1), how_);
    if (scores_only_) return {at::select(kept.dets, 2, 4).contiguous()};
    return {kept.dets, kept.labels, kept.index};
  }

 private:
  PostProcessing how_;
  bool scores_only_ = false;
};
const RegisterModel<Nms> kNms("mmpose:my_models.mistakes.Nms");

}  // namespace
