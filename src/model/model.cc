// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/model.h"

#include <algorithm>

#include "base/error.h"
#include "config/scope.h"
#include "model/args.h"
#include "rewrite/rewriter.h"

namespace slipway::model {

Registry<ModelType>& models() {
  static Registry<ModelType> registry("model type");
  return registry;
}

Registry<std::string>& unsupported_models() {
  static Registry<std::string> registry("unsupported model type");
  return registry;
}

Tensors Network::raw_flip_tested(const Tensor&, const std::vector<int64_t>&) const {
  fail("flip tests are for top-down models");
}

Tensors Network::run_method(const std::string& method, const Tensors& inputs) const {
  if (method != "forward" && method != "predict") return Module::run_method(method, inputs);
  if (inputs.size() != 1) fail("{} takes one input, the images, not {}", dotted_name(), inputs.size());
  return method == "predict" ? deploy_forward(inputs[0]) : raw(inputs[0]);
}

std::shared_ptr<torch::nn::Module> build(const config::Value& config, const BuildContext& context) {
  if (const std::string* reason = config::find_type(unsupported_models(), config, context.scope))
    fail("{}: '{}' is not supported: {}", place(config.at("type")), config.at("type").as_string(), *reason);
  const ModelType& type = config::require_type(models(), config, context.scope);
  BuildContext inner = context;
  inner.scope = config::scope_within(config, context.scope);
  if (const rewrite::ModuleBuilder* replacement = rewrite::find_module(type.dotted_name))
    return (*replacement)(config, inner);
  return type.build(config, inner);
}

std::shared_ptr<Network> build_network(const config::Value& model_config, at::Device device,
                                       const std::shared_ptr<FeatureModule>& program) {
  if (!model_config.contains("model")) fail("{}: a model config has a 'model', this one has none", place(model_config));
  const config::Value* scope = model_config.find("default_scope");
  BuildContext context;
  context.device = device;
  context.program = program;
  if (scope != nullptr && !scope->is_none()) context.scope = scope->as_string();
  auto network = build_as<Network>(model_config.at("model"), context, "whole network");
  network->eval();
  if (program) {
    const auto parts = network->modules(/*include_self=*/false);
    if (std::find(parts.begin(), parts.end(), program) == parts.end())
      fail("{}: {} takes no program in the place of its layers", place(model_config.at("model")),
           network->dotted_name());
  }
  return network;
}

}  // namespace slipway::model
