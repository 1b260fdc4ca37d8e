// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/model.h"

#include <algorithm>

#include "base/strings.h"
#include "model/args.h"
#include "model/type_name.h"

namespace slipway::model {
namespace {

std::vector<std::string> known_scopes() {
  std::vector<std::string> scopes;
  for (const std::string& key : models().keys()) {
    std::string scope = key.substr(0, key.find('.'));
    if (scopes.empty() || scopes.back() != scope) scopes.push_back(std::move(scope));
  }
  return scopes;
}

[[noreturn]] void fail_unknown(const config::Value& type, const TypeName& name, const std::string& scope) {
  const std::vector<std::string> scopes = known_scopes();
  const std::string& wanted = name.scope.empty() ? scope : name.scope;
  const std::string written = type.as_string();
  if (wanted == "mmengine")
    fail(
        "{}: type '{}' is not one of mmengine's own and the config has no default_scope{}; set default_scope = '...' "
        "or "
        "write the type with its library",
        place(type), written, did_you_mean(name.name, models().keys()));
  if (std::find(scopes.begin(), scopes.end(), wanted) == scopes.end())
    fail("{}: type '{}' is of the library '{}', of which no model is known; known libraries: {}", place(type), written,
         wanted, join(scopes, ", "));
  fail("{}: unknown type '{}' in the scope of '{}'{}", place(type), written, wanted,
       did_you_mean(wanted + "." + name.name, models().keys()));
}

}  // namespace

Registry<ModelType>& models() {
  static Registry<ModelType> registry("model type");
  return registry;
}

std::shared_ptr<torch::nn::Module> build(const config::Value& config, const BuildContext& context) {
  if (!config.is_dict()) fail("{}: expected a dict with a type, not {}", place(config), name_of(config.kind()));
  if (!config.contains("type")) fail("{}: the dict has no 'type'", place(config));
  const config::Value& type = config.at("type");
  const TypeName name = parse_type_name(type.as_string());
  BuildContext inner = context;
  if (const config::Value* scope = config.find("_scope_"); scope != nullptr && scope->is_string())
    inner.scope = scope->as_string();
  const std::string& scope = name.scope.empty() ? inner.scope : name.scope;
  const ModelType* entry = models().find(scope + "." + name.name);
  if (entry == nullptr) fail_unknown(type, name, inner.scope);
  return entry->build(config, inner);
}

std::shared_ptr<Network> build_network(const config::Value& model_config, at::Device device) {
  if (!model_config.contains("model")) fail("{}: a model config has a 'model', this one has none", place(model_config));
  const config::Value* scope = model_config.find("default_scope");
  BuildContext context;
  context.device = device;
  if (scope != nullptr && !scope->is_none()) context.scope = scope->as_string();
  auto network = build_as<Network>(model_config.at("model"), context, "whole network");
  network->eval();
  return network;
}

}  // namespace slipway::model
