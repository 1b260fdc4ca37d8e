// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/deploy_keys.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"
#include "package/model_config.h"
#include "package/post_processing.h"
#include "task/task.h"

namespace slipway::package {
namespace {

/// The keys of MMDeploy's deploy configs, by the dict that holds them; "" is the config itself.
struct DeployKeyTable {
  const char* dict;
  std::vector<std::string_view> keys;
};
const std::vector<std::string_view> kIrKeys = {"type",          "export_params", "keep_initializers_as_inputs",
                                               "opset_version", "save_file",     "input_names",
                                               "input_shape",   "optimize",      "dynamic_axes",
                                               "verbose",       "output_names"};
const DeployKeyTable kTables[] = {
    {"",
     {"backend_config", "codebase_config", "onnx_config", "ir_config", "calib_config", "partition_config", "ext_info",
      "use_efficientnms"}},
    {"onnx_config", kIrKeys},
    {"ir_config", kIrKeys},
    {"calib_config", {"create_calib", "calib_file"}},
    {"codebase_config",
     {"type", "task", "model_type", "post_processing", "module", "export_postprocess", "has_mask", "with_argmax"}},
    {"codebase_config.post_processing",
     {"score_threshold", "confidence_threshold", "iou_threshold", "max_output_boxes_per_class", "pre_top_k",
      "keep_top_k", "background_label_id", "export_postprocess_mask"}},
};

class DeployKeyJudge {
 public:
  explicit DeployKeyJudge(const config::Value& config) : config_(config) {}

  DeployKeys run() {
    for (const DeployKeyTable& table : kTables)
      if (const config::Value* dict = find(table.dict); dict != nullptr && dict->is_dict())
        unknown_keys(*dict, table.keys);
    other_model();
    without_effect();
    return std::move(result_);
  }

 private:
  /// The value at a path of keys; null where there is none.
  const config::Value* find(std::string_view path) const {
    const config::Value* value = &config_;
    while (!path.empty() && value != nullptr) {
      const size_t dot = std::min(path.find('.'), path.size());
      value = value->is_dict() ? value->find(path.substr(0, dot)) : nullptr;
      path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return value;
  }
  bool is_true(const char* path) const {
    const config::Value* value = find(path);
    return value != nullptr && *value == config::Value(true);
  }
  std::string text(const char* path) const {
    const config::Value* value = find(path);
    return value != nullptr && value->is_string() ? value->as_string() : "";
  }
  void warn(const config::Value& value, const std::string& message) {
    result_.warnings.push_back(place_of(value) + ": " + message);
  }
  void problem(const config::Value& value, const std::string& message) {
    result_.problems.push_back(place_of(value) + ": " + message);
  }

  void unknown_keys(const config::Value& dict, const std::vector<std::string_view>& known) {
    const std::vector<std::string> names(known.begin(), known.end());
    for (const auto& [key, value] : dict.as_dict()) {
      const std::string name = key.is_string() ? key.as_string() : key.repr();
      if (std::find(names.begin(), names.end(), name) == names.end())
        warn(value, fmt::format("unknown key '{}' has no effect{}", name, did_you_mean(name, names)));
    }
  }

  /// Keys that ask for another model than the whole one.
  void other_model() {
    if (const config::Value* partition = find("partition_config");
        partition != nullptr && partition->is_dict() && is_true("partition_config.apply_marks"))
      problem(*partition,
              "models are converted whole, parts of them (apply_marks=True) are not supported; remove partition_config "
              "or set apply_marks=False");
    if (is_true("codebase_config.export_postprocess"))
      problem(*find("codebase_config.export_postprocess"),
              "post-processing of keypoints inside the model is not supported; leave it out or set it to False");
  }

  /// Keys that MMDeploy knows, where they have no effect here.
  void without_effect() {
    const config::Value* model_type = find("codebase_config.model_type");
    if (model_type != nullptr && !model_type->is_none()) {
      const std::string type = model_type->is_string() ? model_type->as_string() : model_type->repr();
      const bool usual = type == "end2end" || (type == "ncnn_end2end" && text("backend_config.type") == "ncnn");
      if (!usual)
        warn(*model_type, fmt::format("model_type '{}' has no effect, every model is deployed end to end{}", type,
                                      did_you_mean(type, {"end2end"})));
    }
    if (const config::Value* params = find("onnx_config.export_params");
        params != nullptr && *params == config::Value(false))
      warn(*params, "'export_params' has no effect, model files hold their weights");
    const config::Value* calibration = find("calib_config");
    if (calibration != nullptr && to_lower(text("backend_config.precision")) != "int8" &&
        !is_true("backend_config.common_config.int8_mode"))
      warn(*calibration, "'calib_config' has no effect where the precision is not INT8");
    if (const config::Value* second = find("ir_config"); second != nullptr && find("onnx_config") != nullptr)
      warn(*second, "'ir_config' has no effect beside 'onnx_config'");
    if (const config::Value* argmax = find("codebase_config.with_argmax"); argmax != nullptr) {
      const task::Task* task = task::tasks().find(text("codebase_config.task"));
      if (task == nullptr || task->kind != task::Kind::kLabelMap)
        warn(*argmax, "'with_argmax' has no effect but for Segmentation");
    }
    if (is_true("codebase_config.has_mask")) warn(*find("codebase_config.has_mask"), "'has_mask' has no effect");
    if (is_true("codebase_config.post_processing.export_postprocess_mask"))
      warn(*find("codebase_config.post_processing.export_postprocess_mask"),
           "'export_postprocess_mask' has no effect where a model has no masks");
    if (const config::Value* background = find("codebase_config.post_processing.background_label_id");
        background != nullptr && background->is_int() && background->as_int() != -1)
      warn(*background, "'background_label_id' has no effect, no class is left out");
  }

  const config::Value& config_;
  DeployKeys result_;
};

}  // namespace

DeployKeys judge_deploy_keys(const config::Value& config) { return DeployKeyJudge(config).run(); }

}  // namespace slipway::package
