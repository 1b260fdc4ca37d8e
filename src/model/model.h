// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a whole network is to Slipway, and how one is built from a model config.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/registry.h"
#include "model/layer/layer.h"
#include "model/raw_output.h"
#include "slipway/config.h"
#include "slipway/result.h"
#include "task/post_processing.h"
#include "task/task.h"

namespace slipway::model {

/// A whole network: what `model = dict(...)` of a model config builds. Not thread-safe.
class Network : public Module {
 public:
  virtual const task::Task& task() const = 0;
  /// Which of the task's forms its outputs have; "" for the usual one.
  virtual std::string_view form() const { return ""; }
  /// What a deployed model computes, hooks included; outputs in the order of the task's roles.
  /// @param input f32[B,3,H,W], normalised
  virtual Tensors deploy_forward(const Tensor& input) const = 0;
  /// The reference, eager and unrewritten, up to post-processing: the outputs of the head's layers.
  /// The network may have been converted to f64 (with an f64 input).
  virtual Tensors raw(const Tensor& input) const = 0;
  /// The reference's post-processing, from raw() to results in image_px, f32 even where raw() is f64.
  /// @param metas one per image of the batch
  /// @param limits what a deploy config cuts; none is the original
  virtual std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                      const task::Limits& limits) const = 0;
  /// raw() with a flip test. @param flip_indices [K] the keypoint of the other side of the body
  virtual Tensors raw_flip_tested(const Tensor& input, const std::vector<int64_t>& flip_indices) const;
  std::vector<Result> predict(const Tensor& input, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits = {}) const {
    return results(raw(input), metas, limits);
  }
  /// "forward": raw(); "predict": deploy_forward(). One input each.
  Tensors run_method(const std::string& method, const Tensors& inputs) const override;
  std::vector<std::string> methods() const override { return {"forward", "predict"}; }
  /// Prefixes of state-dict keys that only training uses ("head.loss_"): a checkpoint may hold them, this network does
  /// not.
  virtual std::vector<std::string> ignorable_keys() const = 0;
  /// Height and width of the input may vary in steps of this: the network's largest stride.
  virtual int64_t size_step() const = 0;
  /// What a program in the place of the layers gives for an input f32[B,3,H,W] of that shape, in order; empty where
  /// the network takes none.
  virtual std::vector<RawOutput> program_outputs(const std::vector<int64_t>& input) const {
    static_cast<void>(input);
    return {};
  }
  /// Number of classes of the head; 0 where it has none.
  virtual int64_t num_classes() const { return 0; }
  /// What the config says that has no effect on inference though it looks as if it had; one sentence each, for the user
  /// to read.
  const std::vector<std::string>& warnings() const { return warnings_; }

 protected:
  std::vector<std::string> warnings_;
};

using Builder =
    std::function<std::shared_ptr<torch::nn::Module>(const config::Value& config, const BuildContext& context)>;
struct ModelType {
  Builder build;
  std::string dotted_name;  ///< OpenMMLab's, e.g. "mmpose.models.backbones.csp_darknet.CSPDarknet"
};

/// Keys are "scope.Type": "mmpose.CSPDarknet". Types register by model/register.h.
Registry<ModelType>& models();

/// Types of the libraries that Slipway knows to be beyond it, by the same keys, each with the reason: a sentence for
/// messages.
Registry<std::string>& unsupported_models();

/// Builds `config` (a dict with `type`), looked up by mmengine's rules (config/scope.h); in a rewrite context, types
/// with a module rewriter are built as that says. Errors: unknown type (nearest names and where it was written),
/// unknown or missing keys, a library that Slipway does not know.
std::shared_ptr<torch::nn::Module> build(const config::Value& config, const BuildContext& context);
/// As build(), cast to T; an Error that says which kind was expected otherwise.
template <typename T>
std::shared_ptr<T> build_as(const config::Value& config, const BuildContext& context, const char* kind) {
  auto module = std::dynamic_pointer_cast<T>(build(config, context));
  if (!module) fail("{}: type '{}' is not a {}", config.location().text(), config.at("type").repr(), kind);
  return module;
}

/// The network of a whole model config (its `model`, with `test_cfg`, `data_preprocessor` and `default_scope` as
/// mmengine's Runner passes them).
/// @param program computes the outputs of the head's layers in the place of the network's own (see
/// BuildContext::program); its types of backbone and neck may then be any. Errors: a network that takes no program.
std::shared_ptr<Network> build_network(const config::Value& model_config, at::Device device = at::kCPU,
                                       const std::shared_ptr<FeatureModule>& program = nullptr);

}  // namespace slipway::model
