// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/model_config.h"

namespace slipway::package {
namespace {

const config::Value* find_dict(const config::Value* value, std::string_view key) {
  if (value == nullptr || !value->is_dict()) return nullptr;
  const config::Value* found = value->find(key);
  return found != nullptr && found->is_dict() ? found : nullptr;
}

const config::Value* dataset_of(const config::Value& model_config, std::string_view loader) {
  const config::Value* dataset = find_dict(find_dict(&model_config, loader), "dataset");
  while (const config::Value* wrapped = find_dict(dataset, "dataset")) dataset = wrapped;
  return dataset;
}

const config::Value* pipeline_of(const config::Value* dataset) {
  if (dataset == nullptr) return nullptr;
  const config::Value* pipeline = dataset->find("pipeline");
  return pipeline != nullptr && pipeline->is_sequence() && pipeline->size() > 0 ? pipeline : nullptr;
}

}  // namespace

std::string default_scope(const config::Value& model_config) {
  const config::Value* scope = model_config.find("default_scope");
  return scope != nullptr && scope->is_string() ? scope->as_string() : "";
}

const config::Value* test_dataset(const config::Value& model_config) {
  if (const config::Value* dataset = dataset_of(model_config, "test_dataloader")) return dataset;
  return dataset_of(model_config, "val_dataloader");
}

const config::Value* test_pipeline(const config::Value& model_config) {
  if (const config::Value* pipeline = pipeline_of(dataset_of(model_config, "test_dataloader"))) return pipeline;
  for (std::string_view key : {"test_pipeline", "val_pipeline"}) {
    const config::Value* pipeline = model_config.find(key);
    if (pipeline != nullptr && pipeline->is_sequence() && pipeline->size() > 0) return pipeline;
  }
  return pipeline_of(dataset_of(model_config, "val_dataloader"));
}

const config::Value* train_pipeline(const config::Value& model_config) {
  return pipeline_of(dataset_of(model_config, "train_dataloader"));
}

const config::Value* data_preprocessor(const config::Value& model_config) {
  if (const config::Value* own = find_dict(find_dict(&model_config, "model"), "data_preprocessor")) return own;
  return find_dict(&model_config, "data_preprocessor");
}

std::vector<std::string> class_names(const config::Value& model_config) {
  const config::Value* dataset = test_dataset(model_config);
  if (dataset == nullptr) return {};
  const config::Value* classes = dataset->find("classes");
  if (const config::Value* metainfo = find_dict(dataset, "metainfo"); classes == nullptr && metainfo != nullptr)
    classes = metainfo->find("classes");
  if (classes == nullptr || !classes->is_sequence()) return {};
  for (const config::Value& name : classes->as_sequence())
    if (!name.is_string()) return {};
  return classes->as_strings();
}

std::pair<std::string, std::string> split_type(const std::string& type, const std::string& default_scope) {
  const size_t dot = type.find('.');
  if (dot == std::string::npos) return {default_scope, type};
  // A pure-Python config holds the whole dotted path of a class; its package is the scope, its last part the type.
  return {type.substr(0, dot), type.substr(type.rfind('.') + 1)};
}

}  // namespace slipway::package
