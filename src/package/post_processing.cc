// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/post_processing.h"

#include <algorithm>

#include "slipway/error.h"

namespace slipway::package {
namespace {

/// MMDeploy's defaults, for configs that leave a key out.
constexpr double kScoreThreshold = 0.05;
constexpr double kIouThreshold = 0.5;
constexpr int kMaxOutput = 200;
constexpr int kKeepTopK = 100;

/// Whether height or width of the input is dynamic.
bool size_is_dynamic(const config::Value& deploy_config) {
  const config::Value* onnx = deploy_config.find("onnx_config");
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

const config::Value* find_dict(const config::Value& value, std::string_view key) {
  const config::Value* found = value.find(key);
  return found != nullptr && found->is_dict() ? found : nullptr;
}

}  // namespace

ModelThresholds read_model_thresholds(const config::Value& model_config) {
  const config::Value& model = model_config.at("model");
  const config::Value* settings = find_dict(model, "test_cfg");
  for (const char* head : {"head", "bbox_head"})
    if (const config::Value* owner = find_dict(model, head); settings == nullptr && owner != nullptr)
      settings = find_dict(*owner, "test_cfg");
  ModelThresholds result;
  if (settings == nullptr) return result;
  const auto find_value = [](const config::Value& dict, std::string_view key) {
    const config::Value* value = dict.find(key);
    return value == nullptr || value->is_none() ? nullptr : value;
  };
  if (const config::Value* score = find_value(*settings, "score_thr")) result.score = score->as_float();
  if (const config::Value* limit = find_value(*settings, "max_per_img")) result.max_per_image = limit->as_int();
  if (const config::Value* iou = find_value(*settings, "nms_thr")) result.iou = iou->as_float();
  if (const config::Value* nms = settings->find("nms"); nms != nullptr && nms->is_none())
    result.iou = 1.0;  // mmyolo: no suppression
  else if (nms != nullptr && nms->is_dict())
    for (const char* key : {"iou_thr", "iou_threshold"})
      if (const config::Value* iou = find_value(*nms, key)) result.iou = iou->as_float();
  return result;
}

PostProcessing read_post_processing(const config::Value& deploy_config, const ModelThresholds& model) {
  const config::Value& codebase = deploy_config.at("codebase_config");
  const config::Value* found = codebase.find("post_processing");
  if (found == nullptr || !found->is_dict())
    fail("{}: codebase_config has no `post_processing`, which says how many people the model returns (keep_top_k)",
         codebase.location().text());
  const config::Value& deploy = *found;
  PostProcessing result;
  result.score_threshold = model.score.value_or(deploy.get("score_threshold", kScoreThreshold));
  result.iou_threshold = model.iou.value_or(deploy.get("iou_threshold", kIouThreshold));
  result.pre_top_k = deploy.get("pre_top_k", -1);
  const int64_t max_output = deploy.get("max_output_boxes_per_class", kMaxOutput);
  if (model.max_per_image) {
    result.keep_top_k = result.max_output = *model.max_per_image;
  } else {
    result.keep_top_k = deploy.get("keep_top_k", kKeepTopK);
    result.max_output = max_output > 0 ? std::min(max_output, result.keep_top_k) : result.keep_top_k;
  }
  result.candidates_vary = size_is_dynamic(deploy_config);
  if (result.keep_top_k < 1)
    fail("{}: post_processing.keep_top_k is {}; it must be positive, as it is the number of rows of the outputs",
         deploy.location().text(), result.keep_top_k);
  if (result.iou_threshold < 0)
    fail("{}: an IoU threshold of {} is negative", deploy.location().text(), result.iou_threshold);
  result.iou_threshold = std::min(result.iou_threshold, 1.0);  // no IoU is above: 1 and more both mean no suppression
  // Kept rows are told from padded ones by a score above zero.
  if (result.score_threshold < 0) result.score_threshold = 0;
  return result;
}

}  // namespace slipway::package
