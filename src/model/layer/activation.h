// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "model/args.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// An elementwise function. Nearly all have no weights, and so no place in a state dict; PReLU's are in the module that
/// uses it (ConvModule's `activate.weight`).
struct Activation {
  std::function<Tensor(const Tensor&)> function{};  ///< null for one with weights
  int64_t weights = 0;                              ///< PReLU: number of its slopes, one or one per channel
  double initial = 0.25;                            ///< PReLU: their value before a checkpoint is loaded

  Tensor operator()(const Tensor& x) const { return function(x); }
};

/// nn.PReLU: key `weight`.
class PRelu : public Layer {
 public:
  PRelu(const BuildContext& context, const Activation& activation);

 protected:
  Tensor forward(const Tensor& x) const override { return at::prelu(x, weight_); }

 private:
  Tensor weight_;
};

/// An activation without weights as a layer that counts in a Sequence's numbering, as nn.ReLU does. No keys.
class ActivationLayer : public Layer {
 public:
  explicit ActivationLayer(Activation activation) : activation_(std::move(activation)) {}

 protected:
  Tensor forward(const Tensor& x) const override { return activation_(x); }

 private:
  Activation activation_;
};

/// The activation of mmcv's name, with default arguments: "ReLU", "SiLU", "Swish", ...
Activation activation(std::string_view type);

/// The entry `act_cfg` of a type; `fallback` where there is none. No value: None was written, no activation.
/// Errors: unknown type (nearest names listed), unknown arguments. `inplace` has no effect on values and is ignored.
std::optional<Activation> read_activation(Args& args, std::string_view fallback, std::string_view key = "act_cfg");

}  // namespace slipway::model
