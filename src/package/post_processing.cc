// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/post_processing.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"
#include "config/scope.h"
#include "package/model_config.h"

namespace slipway::package {
namespace {

/// MMDeploy's defaults, for configs that leave a key out.
constexpr double kScoreThreshold = 0.05;
constexpr double kIouThreshold = 0.5;
constexpr int64_t kMaxPerClass = 200;
constexpr int kKeepTopK = 100;

}  // namespace

bool size_is_dynamic(const config::Value& deploy_config) {
  const config::Value* onnx = deploy_config.find("onnx_config");
  if (onnx == nullptr) onnx = deploy_config.find("ir_config");
  const config::Value* axes = onnx == nullptr ? nullptr : onnx->find("dynamic_axes");
  if (axes == nullptr || axes->is_none()) return false;
  const config::Value* input = axes;
  if (axes->is_dict()) {
    const config::Value* names = onnx->find("input_names");
    input = axes->find(names != nullptr && names->is_sequence() && names->size() > 0 ? names->at(size_t{0}).as_string()
                                                                                     : "input");
  } else if (axes->size() > 0) {
    input = &axes->at(size_t{0});
  }
  if (input == nullptr || input->is_none()) return false;
  const auto is_size = [](const config::Value& dim) { return dim.is_int() && dim.as_int() >= 2; };
  if (input->is_dict())
    return std::any_of(input->as_dict().begin(), input->as_dict().end(),
                       [&](const auto& item) { return is_size(item.first); });
  return std::any_of(input->as_sequence().begin(), input->as_sequence().end(), is_size);
}

Registry<SettingsReader>& settings_readers() {
  static Registry<SettingsReader> registry("reader of test_cfg");
  return registry;
}

RegisterSettings::RegisterSettings(std::initializer_list<const char*> keys, const SettingsReader& reader) {
  for (const char* key : keys) settings_readers().add(key, reader);
}

namespace {

const SettingsReader* find_reader(const std::string& head) {
  if (const SettingsReader* found = settings_readers().find(head)) return found;
  return settings_readers().find(head.substr(0, head.find('.')));
}

}  // namespace

task::ModelSettings read_settings(const std::string& head, const config::Value& test_cfg, int64_t num_classes) {
  const SettingsReader* reader = find_reader(head);
  const config::Value nothing = config::Value::dict();
  return reader == nullptr ? task::ModelSettings{} : reader->read(test_cfg.is_dict() ? test_cfg : nothing, num_classes);
}

std::vector<std::string> unused_settings(const std::string& head, const config::Value& test_cfg) {
  std::vector<std::string> sentences;
  const SettingsReader* reader = find_reader(head);
  if (!test_cfg.is_dict() || reader == nullptr) return sentences;
  for (const auto& [key, value] : test_cfg.as_dict()) {
    const std::string name = key.is_string() ? key.as_string() : key.repr();
    if (std::find(reader->known.begin(), reader->known.end(), name) != reader->known.end()) continue;
    sentences.push_back(
        fmt::format("{}: '{}' of test_cfg has no effect{}", place_of(value), name, did_you_mean(name, reader->known)));
  }
  return sentences;
}

task::ModelSettings read_model_settings(const config::Value& model_config) {
  const config::Value& model = model_config.at("model");
  const config::Value* settings = find_dict(&model, "test_cfg");
  for (const char* key : {"head", "bbox_head"}) {
    const config::Value* head = find_dict(&model, key);
    if (head == nullptr || !head->contains("type")) continue;
    if (settings == nullptr) settings = find_dict(head, "test_cfg");
    return read_settings(config::lookup_keys(*head, parts_scope(model_config)).front(),
                         settings != nullptr ? *settings : config::Value(), num_classes(model_config).value_or(1));
  }
  return {};
}

std::optional<task::PostProcessing> find_post_processing(const config::Value& deploy_config,
                                                         const task::ModelSettings& model) {
  const config::Value* codebase = find_dict(&deploy_config, "codebase_config");
  if (codebase == nullptr || find_dict(codebase, "post_processing") == nullptr) return std::nullopt;
  return read_post_processing(deploy_config, model);
}

task::PostProcessing read_post_processing(const config::Value& deploy_config, const task::ModelSettings& model) {
  const config::Value& codebase = deploy_config.at("codebase_config");
  const config::Value* found = codebase.find("post_processing");
  if (found == nullptr || !found->is_dict())
    fail("{}: codebase_config has no `post_processing`, which says how many instances the model returns (keep_top_k)",
         codebase.location().text());
  const config::Value& deploy = *found;
  task::PostProcessing result;
  result.score_threshold = model.score_threshold.value_or(deploy.get("score_threshold", kScoreThreshold));
  result.iou_threshold = model.iou_threshold.value_or(deploy.get("iou_threshold", kIouThreshold));
  result.multi_label = model.multi_label;
  result.class_agnostic = model.class_agnostic;
  result.drop_empty = model.drop_empty;
  result.nms_pre = model.nms_pre.value_or(-1);
  result.nms_pre_of_level = model.nms_pre_of_level;
  result.pre_top_k = deploy.get("pre_top_k", -1);
  result.max_per_class = deploy.get("max_output_boxes_per_class", kMaxPerClass);
  result.keep_top_k = model.max_per_image.value_or(deploy.get("keep_top_k", int64_t{kKeepTopK}));
  result.candidates_vary = size_is_dynamic(deploy_config);
  if (result.keep_top_k < 1)
    fail("{}: post_processing.keep_top_k is {}; it must be positive, as it is the number of rows of the outputs",
         deploy.location().text(), result.keep_top_k);
  if (result.iou_threshold < 0)
    fail("{}: an IoU threshold of {} is negative", deploy.location().text(), result.iou_threshold);
  result.iou_threshold = std::min(result.iou_threshold, 1.0);  // no IoU is above: 1 and more both mean no suppression
  // Kept rows are told from padded ones by a score above zero.
  result.score_threshold = std::max(result.score_threshold, 0.0);
  return result;
}

std::optional<double> optional_number(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value == nullptr || value->is_none() ? std::nullopt : std::optional(value->as_float());
}

std::optional<int64_t> optional_integer(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value == nullptr || value->is_none() ? std::nullopt : std::optional(value->as_int());
}

bool is_true(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value != nullptr && *value == config::Value(true);
}

void read_nms(const config::Value& test_cfg, const char* head, task::ModelSettings& settings,
              std::vector<std::string>& problems) {
  const config::Value* nms = test_cfg.find("nms");
  if (nms == nullptr) {
    problems.push_back(fmt::format("{}: the test_cfg of {} needs 'nms'", place_of(test_cfg), head));
    return;
  }
  settings.iou_threshold = 1.0;
  if (nms->is_none()) return;
  static const std::vector<std::string> kKnown{"type",      "iou_threshold",   "iou_thr", "class_agnostic",
                                               "split_thr", "score_threshold", "max_num", "offset"};
  const auto problem = [&](const config::Value& value, const std::string& text) {
    problems.push_back(fmt::format("{}: {}", place_of(value), text));
  };
  for (const auto& [key, value] : nms->as_dict()) {
    const std::string& name = key.as_string();
    if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end())
      problem(value, fmt::format("'nms' has no argument '{}'{}", name, did_you_mean(name, kKnown)));
  }
  if (const config::Value* type = nms->find("type");
      type != nullptr && config::parse_type_name(type->as_string()).name != "nms")
    problem(*type, fmt::format("suppression '{}' is not supported; known: nms", type->as_string()));
  // Splitting many boxes into groups by class does not change what is kept.
  for (const auto& [key, neutral] : {std::pair{"score_threshold", 0.0}, std::pair{"offset", 0.0}})
    if (optional_number(*nms, key).value_or(neutral) > neutral)
      problem(nms->at(key), fmt::format("'{}' of nms is not supported", key));
  // It limits the instances of an image after the suppression, as max_per_img does.
  if (const int64_t most = optional_integer(*nms, "max_num").value_or(-1); most > 0) {
    settings.max_per_image = settings.keeps_all ? most : std::min(settings.max_per_image.value_or(most), most);
    settings.keeps_all = false;
  }
  std::optional<double> threshold = optional_number(*nms, "iou_threshold");
  if (!threshold) threshold = optional_number(*nms, "iou_thr");
  if (!threshold) problem(*nms, "'iou_threshold' is missing");
  settings.iou_threshold = threshold.value_or(1.0);
  settings.class_agnostic = is_true(*nms, "class_agnostic");
}

void read_min_box_size(const config::Value& test_cfg, task::ModelSettings& settings,
                       std::vector<std::string>& problems) {
  const double smallest = optional_number(test_cfg, "min_bbox_size").value_or(-1);
  settings.drop_empty = smallest >= 0;
  if (smallest > 0)
    problems.push_back(fmt::format("{}: a smallest size of boxes ({} px) is not supported; 0 drops empty ones",
                                   place_of(test_cfg.at("min_bbox_size")), smallest));
}

std::string place_of(const config::Value& value) {
  const std::string where = value.location().text();
  if (where.empty()) return value.path().empty() ? "model config" : value.path();
  return value.path().empty() ? where : fmt::format("{} ({})", where, value.path());
}

void throw_problems(const std::vector<std::string>& problems) {
  if (!problems.empty()) throw Error(join(problems, "\n"));
}

}  // namespace slipway::package
