// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpretrain/heads/class_head.h"
#include "model/layer/activation.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// A layer of StackedLinearClsHead. Keys `fc.*`.
class LinearBlock : public Layer {
 public:
  LinearBlock(const BuildContext& context, int64_t in_channels, int64_t out_channels,
              std::optional<Activation> activation)
      : fc_(add<Linear>("fc", context, in_channels, out_channels)), activation_(std::move(activation)) {}

 protected:
  Tensor forward(const Tensor& x) const override { return activation_ ? (*activation_)(fc_(x)) : fc_(x); }

 private:
  const Linear& fc_;
  std::optional<Activation> activation_;
};

/// StackedLinearClsHead: several linear layers. Keys `layers.I.fc.*`.
class StackedLinearClsHead : public ClassHead {
 public:
  StackedLinearClsHead(Args& args, const BuildContext& context) : ClassHead(args), layers_(add_list("layers")) {
    args.ignore({"topk", "dropout_rate"});
    args.refuse_if_set("norm_cfg", "normalised hidden layers are not supported");
    const auto activation = read_activation(args, "ReLU");
    if (activation && activation->weights > 0) args.refuse("act_cfg", "an activation with weights is not supported");
    int64_t channels = args.integer("in_channels");
    for (int64_t hidden : args.integers("mid_channels")) {
      layers_.append<LinearBlock>(context, channels, hidden, activation);
      channels = hidden;
    }
    layers_.append<LinearBlock>(context, channels, num_classes(), std::nullopt);
  }

 protected:
  Tensor logits(const Tensor& feature) const override {
    Tensor x = feature;
    for (size_t i = 0; i < layers_.size(); ++i) x = layers_.run(i, x);
    return x;
  }
  Tensor scores(const Tensor& logits) const override { return at::softmax(logits, 1); }

 private:
  LayerList& layers_;
};

const RegisterModel<StackedLinearClsHead> kStackedLinearClsHead(
    "mmpretrain.models.heads.stacked_head.StackedLinearClsHead");

}  // namespace
}  // namespace slipway::model
