// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/registry.h"
#include "slipway/config.h"
#include "slipway/result.h"

namespace slipway::model {

/// How a module is built. On the meta device a network has shapes only: it costs no memory and no time.
struct BuildContext {
  std::string scope =
      "mmengine";  ///< default_scope of the config: where type names without a scope are looked up first
  at::Device device = at::kCPU;
  at::TensorOptions options() const { return at::TensorOptions(at::kFloat).device(device); }
};

/// Maps feature maps to feature maps: backbones (one input) and necks. f32[B,C,H,W] each.
class FeatureModule : public torch::nn::Module {
 public:
  virtual std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) = 0;
};

/// A whole network: what `model = dict(...)` of a model config builds. Not thread-safe.
class Network : public torch::nn::Module {
 public:
  /// MMDeploy's names: "PoseDetection", "Classification"
  virtual std::string task() const = 0;
  /// What a deployed model computes, through rewrite::call; outputs in the order of the deploy config's output_names.
  /// @param input f32[B,3,H,W], normalised
  virtual std::vector<at::Tensor> deploy_forward(const at::Tensor& input) = 0;
  /// The reference: eager, unrewritten, with PyTorch-side post-processing, in image_px. @param metas one per image of
  /// the batch
  /// The network may have been converted to f64 (with an f64 input): results are f32 all the same.
  virtual std::vector<Result> predict(const at::Tensor& input, const std::vector<ImageMeta>& metas) = 0;
  /// Outputs of backbone, neck and head, as "backbone/0", "neck/2", "head.head_module/14", "head/0" (names of the
  /// recorded fixtures).
  virtual std::vector<std::pair<std::string, at::Tensor>> stages(const at::Tensor& input) = 0;
  /// Prefixes of state-dict keys that only training uses ("head.loss_"): a checkpoint may hold them, this network does
  /// not.
  virtual std::vector<std::string> ignorable_keys() const = 0;
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

/// Keys are "scope.Type": "mmpose.CSPDarknet".
Registry<ModelType>& models();

/// Builds `config` (a dict with `type`) by mmengine's scope rules: an explicit `mmdet.Type` first, else the context's
/// scope, then its parents (mmengine for every library, as their registries have it). Errors: unknown type (nearest
/// names and where it was written), unknown or missing keys, a library that Slipway does not know.
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
std::shared_ptr<Network> build_network(const config::Value& model_config, at::Device device = at::kCPU);

}  // namespace slipway::model
