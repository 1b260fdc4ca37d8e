// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/layer/layer.h"
#include "model/raw_output.h"
#include "package/post_processing.h"
#include "slipway/result.h"
#include "task/post_processing.h"

namespace slipway::model {

/// What makes results of features: the last part of a network, which says what the whole is for.
class Head : public Module {
 public:
  /// The task of networks with this head, by MMDeploy's name.
  virtual std::string_view task() const = 0;
  /// Which of the task's forms its outputs have ("simcc"); "" for the usual one.
  virtual std::string_view form() const { return ""; }
  /// The outputs of the head's layers, in the order of the library. @param features of the neck, one per level
  virtual Tensors raw(const Tensors& features) const = 0;
  /// What a deployed head computes: layer_outputs() through the hooks of the type.
  virtual Tensors deploy(const Tensors& features) const = 0;
  /// raw(); where a program stands in the place of all layers (take_program()), what it gave, which is that already.
  Tensors layer_outputs(const Tensors& features) const { return program_ ? features : raw(features); }
  /// What raw() gives for an input of that size, in order. Empty: the head does not take a program's outputs, since its
  /// deploy() does not go by layer_outputs(). @param batch, height, width of the network's input, px
  virtual std::vector<RawOutput> raw_outputs(int64_t batch, int64_t height, int64_t width) const {
    static_cast<void>(batch), static_cast<void>(height), static_cast<void>(width);
    return {};
  }
  /// From now on `features` are the outputs of its layers: a program computes them.
  void take_program() { program_ = true; }
  /// The original's post-processing, from raw() (on the CPU) to image_px. @param metas one per image of the batch
  virtual std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                      const task::Limits& limits) const = 0;
  /// raw() of a flip test: the mean of that of a batch and that of its mirror images, turned back.
  /// @param flip_indices [K] the keypoint of the other side of the body
  virtual Tensors merge_flipped(const Tensors&, const Tensors&, const std::vector<int64_t>&) const {
    fail("flip tests are for top-down models");
  }
  virtual int64_t num_classes() const { return 0; }
  /// Largest stride of the feature maps that it needs, in input_px; 1 where it does not matter.
  virtual int64_t size_step() const { return 1; }
  /// Prefixes below the head of state-dict keys that only training uses.
  virtual std::vector<std::string> ignorable_keys() const { return {"loss_"}; }
  virtual std::vector<std::string> warnings() const { return {}; }
  Tensors run_method(const std::string& method, const Tensors& inputs) const override {
    if (method == "predict") return deploy(inputs);
    return method == "forward" ? raw(inputs) : Module::run_method(method, inputs);
  }
  std::vector<std::string> methods() const override { return {"forward", "predict"}; }

 private:
  bool program_ = false;
};

}  // namespace slipway::model
