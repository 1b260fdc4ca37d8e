// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/pipeline.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/strings.h"
#include "package/derived_pipeline.h"
#include "package/model_config.h"
#include "package/post_processing.h"
#include "package/transform.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// Where a type that its own scope does not define is looked up next, as in mmengine's registries.
const std::map<std::string, std::string> kParentScope{{"mmyolo", "mmdet"},     {"mmdet", "mmcv"},
                                                      {"mmpose", "mmcv"},      {"mmpretrain", "mmcv"},
                                                      {"mmcls", "mmpretrain"}, {"mmcv", "mmengine"}};

const Translate* find_translator(const config::Value& transform, const std::string& scope) {
  auto [where, type] = split_type(transform.at("type").as_string(), scope);
  while (!where.empty()) {
    if (const Translate* found = transform_translators().find(where + "." + type)) return found;
    auto parent = kParentScope.find(where);
    where = parent == kParentScope.end() ? "" : parent->second;
  }
  return nullptr;
}

/// "Pad" -> "mmdet.Pad", as the registry's keys are.
std::string scoped(const std::string& type, const std::string& default_scope) {
  const auto [scope, name] = split_type(type, default_scope);
  return scope + "." + name;
}

config::Value inference_pipeline(const config::Value& model_config, std::vector<std::string>& notes) {
  if (const config::Value* own = test_pipeline(model_config)) return *own;
  if (std::optional<config::Value> derived = derive_test_pipeline(model_config, notes)) return *std::move(derived);
  const config::Location& location = model_config.location();
  fail(
      "{}: no test pipeline (neither test_dataloader.dataset.pipeline nor test_pipeline), so nothing says how an image "
      "becomes the network's input",
      location.file ? *location.file : std::string("the model config"));
}

std::vector<Json> translate_pipeline(const config::Value& model_config, TransformContext& context) {
  const std::string scope = default_scope(model_config);
  std::vector<Json> result;
  std::vector<std::string> problems;
  const config::Value pipeline = inference_pipeline(model_config, context.notes);
  for (const config::Value& transform : pipeline.as_sequence()) {
    const Translate* translate = find_translator(transform, scope);
    if (translate == nullptr) {
      const std::string type = transform.at("type").as_string();
      problems.push_back(name_transform(transform) + ": not supported" +
                         did_you_mean(scoped(type, scope), transform_translators().keys()));
      continue;
    }
    try {
      for (Json& item : (*translate)(transform, context)) result.push_back(std::move(item));
    } catch (const Error& e) {
      problems.push_back(e.what());
    }
  }
  if (!problems.empty()) fail("the test pipeline cannot be deployed:\n  {}", join(problems, "\n  "));
  if (result.empty() || result.front().at("type") != "LoadImageFromFile")
    result.insert(result.begin(), Json{{"type", "LoadImageFromFile"}});
  return result;
}

/// Side lengths of the network's input where the transforms fix them, so that a padding that never pads need not be
/// written.
bool is_multiple_already(const std::vector<Json>& transforms, int64_t divisor) {
  for (auto item = transforms.rbegin(); item != transforms.rend(); ++item) {
    const std::string type = item->at("type");
    const auto divides = [&](const Json& size) {
      return std::all_of(size.begin(), size.end(),
                         [&](const Json& side) { return side.get<int64_t>() % divisor == 0; });
    };
    if (type == "BottomupResize") return divides((*item)["input_size"]);
    if (type == "Pad" && item->contains("size")) return divides((*item)["size"]);
    if (type == "Resize" && !(*item)["keep_ratio"].get<bool>()) return divides((*item)["size"]);
    if (type == "CenterCrop")
      return divides((*item)["crop_size"].is_array() ? (*item)["crop_size"] : Json::array({(*item)["crop_size"]}));
    // A square of the longer side, which a keep-ratio resize makes as long as the shorter of its two sizes at most ...
    if (type == "Pad" && item->value("pad_to_square", false)) {
      auto before = std::next(item);
      if (before == transforms.rend() || before->at("type") != "Resize") return false;
      // ... and exactly as long only for a square scale.
      const Json& size = (*before)["size"];
      return size[0] == size[1] && divides(size);
    }
  }
  return false;
}

struct Preprocessor {
  Json mean = Json::array({0, 0, 0});
  Json std = Json::array({1, 1, 1});
  bool to_rgb = false;
  int64_t pad_size_divisor = 1;
  Json pad_value = 0;
};

Preprocessor read_preprocessor(const config::Value& model_config) {
  Preprocessor result;
  const config::Value* config = data_preprocessor(model_config);
  if (config == nullptr) return result;
  if (const config::Value* mean = config->find("mean"); mean != nullptr && !mean->is_none())
    result.mean = numbers(*mean);
  if (const config::Value* deviation = config->find("std"); deviation != nullptr && !deviation->is_none())
    result.std = numbers(*deviation);
  if (result.mean.size() != 3 || result.std.size() != 3)
    fail("{} ({}): mean and std need three numbers each (networks for grey images are not supported)", config->path(),
         config->location().text());
  for (const Json& deviation : result.std)
    if (deviation.get<double>() == 0) fail("{} ({}): std holds a zero", config->path(), config->location().text());
  result.to_rgb = config->get("to_rgb", false) || config->get("bgr_to_rgb", false) || config->get("rgb_to_bgr", false);
  result.pad_size_divisor = config->get("pad_size_divisor", 1);
  if (const config::Value* pad = config->find("pad_value")) result.pad_value = numbers(*pad);
  return result;
}

Json preprocess_task(const config::Value& model_config, TransformContext& context) {
  std::vector<Json> transforms = translate_pipeline(model_config, context);
  const Preprocessor preprocessor = read_preprocessor(model_config);
  transforms.push_back(
      {{"type", "Normalize"}, {"to_rgb", preprocessor.to_rgb}, {"mean", preprocessor.mean}, {"std", preprocessor.std}});
  // mmengine pads after it has normalised, at the bottom and at the right.
  if (preprocessor.pad_size_divisor > 1 && !is_multiple_already(transforms, preprocessor.pad_size_divisor))
    transforms.push_back(
        {{"type", "Pad"}, {"pad_val", preprocessor.pad_value}, {"size_divisor", preprocessor.pad_size_divisor}});
  transforms.push_back({{"type", "ImageToTensor"}, {"keys", {"img"}}});
  transforms.push_back({{"type", "Collect"},
                        {"keys", {"img"}},
                        {"meta_keys",
                         {"filename", "ori_filename", "ori_shape", "img_shape", "pad_shape", "scale_factor", "flip",
                          "flip_direction", "img_norm_cfg", "valid_ratio"}}});
  return {{"type", "Task"},   {"module", "Transform"},     {"name", "Preprocess"},
          {"input", {"img"}}, {"output", {"prep_output"}}, {"transforms", transforms}};
}

Json net_task(const config::Value& model_config, const DeployConfig& deploy) {
  Json result{{"name", model_name(model_config, deploy)},
              {"type", "Task"},
              {"module", "Net"},
              {"is_batched", deploy.dynamic_batch()},
              {"input", {"prep_output"}},
              {"output", {"infer_output"}},
              {"input_map", {{"img", deploy.ir == "torchscript" ? "#0" : deploy.input_names.front()}}},
              {"output_map", Json::object()}};
  if (deploy.ir == "torchscript")
    for (size_t i = 0; i < deploy.output_names.size(); ++i)
      result["output_map"][deploy.output_names[i]] = "#" + std::to_string(i);
  return result;
}

/// A classifier's head, as MMDeploy's runtime reads it: the head's own keys, with `topk` a number.
Json classifier_postprocess(const config::Value& model_config) {
  const config::Value& head = model_config.at("model").at("head");
  Json params = to_ordered_json(head);
  params.erase("type");
  const std::string type = split_type(head.at("type").as_string(), "").second;
  if (type == "MultiLabelLinearClsHead") {
    // Here `topk` is how many classes are positive, and counts only where there is no threshold.
    const auto given = [&](const char* key) { return params.contains(key) && !params[key].is_null(); };
    if (!given("thr") && !given("topk")) params["thr"] = 0.5;
    params["positive"] = given("thr") ? "thr" : "topk";
    if (given("thr") && !given("topk")) params["topk"] = 1;  // MMDeploy's runtime wants one
    return {{"module", "mmcls"}, {"component", type}, {"params", params}};
  }
  int64_t topk = 1;
  if (const config::Value* value = head.find("topk")) {
    if (value->is_sequence())
      for (int64_t k : value->as_ints()) topk = std::max(topk, k);
    else
      topk = value->as_int();
  }
  params["topk"] = topk;
  return {{"module", "mmcls"}, {"component", type}, {"params", params}};
}

Json pose_postprocess(const config::Value& model_config, const DeployConfig& deploy, const std::string& model_type) {
  // mmpose maps back by the centre and scale of its warp; detectors by the factor of their resize, and they keep boxes
  // inside the image.
  Json params = model_type == "BottomupPoseEstimator" ? Json{{"rescale", "input_scale"}}
                                                      : Json{{"rescale", "scale_factor"}, {"clamp", "ori_shape"}};
  if (!deploy.selects_detections) {
    const PostProcessing how = read_post_processing(deploy.config, read_model_thresholds(model_config));
    params["select"] = {{"score_threshold", how.score_threshold},
                        {"iou_threshold", how.iou_threshold},
                        {"pre_top_k", how.pre_top_k},
                        {"max_output", how.max_output},
                        {"keep_top_k", how.keep_top_k}};
  }
  return {{"module", "mmpose"}, {"component", "YOLOXPoseDecode"}, {"params", params}};
}

Json postprocess_task(const config::Value& model_config, const DeployConfig& deploy) {
  const bool classifier = deploy.task == "Classification";
  const std::string model_type = split_type(model_config.at("model").at("type").as_string(), "").second;
  const Json what =
      classifier ? classifier_postprocess(model_config) : pose_postprocess(model_config, deploy, model_type);
  Json result{{"type", "Task"},           {"module", what["module"]},
              {"name", "postprocess"},    {"component", what["component"]},
              {"params", what["params"]}, {"output", {"post_output"}}};
  result["input"] = classifier ? Json{"infer_output"} : Json{"prep_output", "infer_output"};
  return result;
}

}  // namespace

Json to_ordered_json(const config::Value& value) { return Json::parse(config::to_json(value)); }

std::string model_name(const config::Value& model_config, const DeployConfig& deploy) {
  const config::Value& model = model_config.at("model");
  const config::Value& named = deploy.task == "Classification" ? model.at("backbone") : model;
  return to_lower(split_type(named.at("type").as_string(), "").second);
}

PipelineFile make_pipeline(const config::Value& model_config, const DeployConfig& deploy) {
  TransformContext context;
  context.input_shape = deploy.input_shape;
  PipelineFile result;
  const Json tasks = Json::array(
      {preprocess_task(model_config, context), net_task(model_config, deploy), postprocess_task(model_config, deploy)});
  result.json = {{"pipeline", {{"input", {"img"}}, {"output", {"post_output"}}, {"tasks", tasks}}}};
  result.notes = std::move(context.notes);
  return result;
}

Json make_deploy_info(const config::Value& model_config, const DeployConfig& deploy,
                      const std::vector<std::string>& files) {
  static const std::map<std::string, std::string> kTaskClass{
      {"Classification", "Classifier"}, {"PoseDetection", "PoseDetector"}, {"ObjectDetection", "Detector"}};
  auto task = kTaskClass.find(deploy.task);
  if (task == kTaskClass.end()) fail("codebase_config.task '{}' is not supported", deploy.task);
  Json model{{"name", model_name(model_config, deploy)},
             {"net", files.at(0)},
             {"weights", files.size() > 1 ? files[1] : ""},
             {"backend", deploy.backend},
             {"precision", deploy.precision},
             {"batch_size", 1},
             {"dynamic_shape", deploy.dynamic_batch()}};
  return {{"version", SLIPWAY_VERSION},
          {"task", task->second},
          {"models", Json::array({model})},
          {"customs", Json::array()}};
}

Json make_detail(const config::Value& model_config, const DeployConfig& deploy,
                 const std::filesystem::path& checkpoint) {
  const auto part = [&](std::string_view key) {
    const config::Value* value = deploy.config.find(key);
    return value == nullptr ? Json::object() : to_ordered_json(*value);
  };
  const config::Location& location = model_config.location();
  Json onnx = part("onnx_config");
  if (onnx.empty()) onnx = part("ir_config");
  return {{"version", SLIPWAY_VERSION},
          {"codebase",
           {{"task", deploy.task},
            {"codebase", deploy.codebase},
            {"version", ""},
            {"pth", checkpoint.string()},
            {"config", location.file ? *location.file : ""}}},
          {"codebase_config", part("codebase_config")},
          {"onnx_config", onnx},
          {"backend_config", part("backend_config")},
          {"calib_config", part("calib_config")}};
}

}  // namespace slipway::package
