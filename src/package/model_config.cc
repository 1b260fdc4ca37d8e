// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/model_config.h"

#include "config/scope.h"
#include "package/dataset_classes.h"
#include "package/segmentation_datasets.h"

namespace slipway::package {
namespace {

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

/// The pipeline of a loader's dataset. A dataset's `_scope_` holds for all that it makes, as for the datasets it wraps.
std::optional<TestPipeline> scoped_pipeline(const config::Value& model_config, std::string_view loader) {
  const config::Value* pipeline = pipeline_of(dataset_of(model_config, loader));
  if (pipeline == nullptr) return std::nullopt;
  std::string scope = default_scope(model_config);
  const config::Value* dataset = find_dict(find_dict(&model_config, loader), "dataset");
  for (; dataset != nullptr; dataset = find_dict(dataset, "dataset")) scope = config::scope_within(*dataset, scope);
  return TestPipeline{*pipeline, scope};
}

}  // namespace

const config::Value* find_dict(const config::Value* value, std::string_view key) {
  if (value == nullptr || !value->is_dict()) return nullptr;
  const config::Value* found = value->find(key);
  return found != nullptr && found->is_dict() ? found : nullptr;
}

std::string default_scope(const config::Value& model_config) {
  const config::Value* scope = model_config.find("default_scope");
  return scope != nullptr && scope->is_string() ? scope->as_string() : "";
}

std::string model_scope(const config::Value& model_config) {
  const config::Value* model = find_dict(&model_config, "model");
  const config::Value* type = model == nullptr ? nullptr : model->find("type");
  std::string written = type != nullptr && type->is_string() ? config::parse_type_name(type->as_string()).scope : "";
  return written.empty() ? parts_scope(model_config) : written;
}

std::string parts_scope(const config::Value& model_config) {
  const config::Value* model = find_dict(&model_config, "model");
  return model == nullptr ? default_scope(model_config) : config::scope_within(*model, default_scope(model_config));
}

const config::Value* test_dataset(const config::Value& model_config) {
  if (const config::Value* dataset = dataset_of(model_config, "test_dataloader")) return dataset;
  return dataset_of(model_config, "val_dataloader");
}

std::optional<TestPipeline> test_pipeline(const config::Value& model_config) {
  if (std::optional<TestPipeline> pipeline = scoped_pipeline(model_config, "test_dataloader")) return pipeline;
  for (std::string_view key : {"test_pipeline", "val_pipeline"}) {
    const config::Value* pipeline = model_config.find(key);
    if (pipeline != nullptr && pipeline->is_sequence() && pipeline->size() > 0)
      return TestPipeline{*pipeline, default_scope(model_config)};
  }
  return scoped_pipeline(model_config, "val_dataloader");
}

const config::Value* train_pipeline(const config::Value& model_config) {
  return pipeline_of(dataset_of(model_config, "train_dataloader"));
}

const config::Value* data_preprocessor(const config::Value& model_config) {
  if (const config::Value* own = find_dict(find_dict(&model_config, "model"), "data_preprocessor")) return own;
  return find_dict(&model_config, "data_preprocessor");
}

std::optional<int64_t> num_classes(const config::Value& model_config) {
  const config::Value* model = find_dict(&model_config, "model");
  for (const char* key : {"head", "bbox_head", "decode_head"}) {
    const config::Value* head = find_dict(model, key);
    // Of segmentors' heads one after the other, the last.
    const config::Value* list = head == nullptr && model != nullptr ? model->find(key) : nullptr;
    if (list != nullptr && list->is_sequence() && list->size() > 0) head = &list->at(list->size() - 1);
    if (head != nullptr && !head->is_dict()) continue;
    // mmyolo's heads leave it to their modules.
    for (const config::Value* part : {head, find_dict(head, "head_module")})
      if (part != nullptr && part->contains("num_classes") && part->at("num_classes").is_int())
        return part->at("num_classes").as_int();
  }
  return std::nullopt;
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

std::vector<std::string> usual_class_names(const config::Value& model_config) {
  const config::Value* dataset = test_dataset(model_config);
  const config::Value* type = dataset == nullptr ? nullptr : dataset->find("type");
  const std::optional<int64_t> count = num_classes(model_config);
  if (type == nullptr || !type->is_string() || !count) return {};
  for (const auto& [ending, names] : {std::pair{"CocoDataset", &coco_classes()}, {"VOCDataset", &voc_classes()}})
    if (type->as_string().ends_with(ending) && *count == static_cast<int64_t>(names->size())) return *names;
  if (const SegmentationDataset* known = find_segmentation_dataset(type->as_string()); known != nullptr) {
    std::vector<std::string> names = class_names(*known);
    if (*count == static_cast<int64_t>(names.size())) return names;
  }
  return {};
}

std::vector<std::array<int, 3>> class_palette(const config::Value& model_config) {
  const config::Value* metainfo = find_dict(test_dataset(model_config), "metainfo");
  const config::Value* colors = metainfo == nullptr ? nullptr : metainfo->find("palette");
  if (colors == nullptr || !colors->is_sequence()) return {};
  std::vector<std::array<int, 3>> palette;
  for (const config::Value& color : colors->as_sequence()) {
    if (!color.is_sequence() || color.size() != 3) return {};
    const std::vector<int64_t> rgb = color.as_ints();
    palette.push_back({static_cast<int>(rgb[0]), static_cast<int>(rgb[1]), static_cast<int>(rgb[2])});
  }
  return palette;
}

std::vector<std::array<int, 3>> usual_class_palette(const config::Value& model_config) {
  const config::Value* dataset = test_dataset(model_config);
  const config::Value* type = dataset == nullptr ? nullptr : dataset->find("type");
  if (type == nullptr || !type->is_string()) return {};
  const SegmentationDataset* known = find_segmentation_dataset(type->as_string());
  return known == nullptr ? std::vector<std::array<int, 3>>{} : palette(*known);
}

}  // namespace slipway::package
