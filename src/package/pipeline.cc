// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/pipeline.h"

#include <optional>

#include "base/error.h"
#include "base/strings.h"
#include "config/scope.h"
#include "package/data_preprocessor.h"
#include "package/derived_pipeline.h"
#include "package/image_size.h"
#include "package/model_config.h"
#include "package/postprocess/postprocess.h"
#include "package/skeleton.h"
#include "package/slide.h"
#include "package/transform.h"
#include "task/task.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// The module of MMDeploy's detectors.
constexpr const char* kDetectors = "mmdet";

TestPipeline inference_pipeline(const config::Value& model_config, std::vector<std::string>& notes) {
  if (std::optional<TestPipeline> own = test_pipeline(model_config)) return *std::move(own);
  if (std::optional<config::Value> derived = derive_test_pipeline(model_config, notes))
    return {*std::move(derived), default_scope(model_config)};
  const config::Location& location = model_config.location();
  fail(
      "{}: no test pipeline (neither test_dataloader.dataset.pipeline nor test_pipeline), so nothing says how an image "
      "becomes the network's input",
      location.file ? *location.file : std::string("the model config"));
}

/// Heads of mmdet divide boxes by scale factors and know nothing of padding before the image. @return what is wrong
std::optional<std::string> padding_left_in_boxes(const config::Value& model_config) {
  for (const char* part : {"head", "bbox_head"}) {
    const config::Value* head = model_config.at("model").find(part);
    if (head == nullptr || !head->is_dict() || !head->contains("type")) continue;
    const std::string key = config::lookup_keys(*head, parts_scope(model_config)).front();
    if (starts_with(key, "mmdet."))
      return fmt::format(
          "{} ({}): {} leaves the padding of LetterResize in the boxes, as all heads of mmdet do, so that they would "
          "be "
          "off; take the head of mmyolo, or Resize and Pad in place of LetterResize",
          head->location().text(), head->path(), key);
  }
  return std::nullopt;
}

std::vector<Json> translate_pipeline(const config::Value& model_config, TransformContext& context) {
  std::vector<Json> result;
  std::vector<std::string> problems;
  const TestPipeline pipeline = inference_pipeline(model_config, context.notes);
  for (const config::Value& transform : pipeline.steps.as_sequence()) {
    try {
      const Translate& translate = config::require_type(transform_translators(), transform, pipeline.scope);
      for (Json& item : translate(transform, context)) result.push_back(std::move(item));
    } catch (const Error& e) {
      problems.push_back(e.what());
    }
  }
  if (context.pads_before)
    if (std::optional<std::string> problem = padding_left_in_boxes(model_config))
      problems.push_back(*std::move(problem));
  if (!problems.empty()) fail("the test pipeline cannot be deployed:\n  {}", join(problems, "\n  "));
  if (result.empty() || result.front().at("type") != "LoadImageFromFile")
    result.insert(result.begin(), Json{{"type", "LoadImageFromFile"}});
  return result;
}

/// What images of different sizes get so that they make a batch: the data preprocessor's padding, after it has
/// normalized, at the bottom and at the right. A network of one size takes only batches of that size.
std::optional<Json> batch_padding(const std::vector<Json>& transforms, const DataPreprocessor& preprocessor,
                                  TransformContext& context) {
  const int64_t divisor = preprocessor.pad_size_divisor;
  const ImageSize size(transforms);
  if (context.fixed_size && context.input_shape) {
    const ImageSize::Size& wanted = *context.input_shape;
    const ImageSize::Size whole = round_up(wanted, divisor);
    if (whole != wanted)
      context.notes.push_back(fmt::format(
          "input_shape [{}, {}] of the deploy config grows to [{}, {}], as the model's data preprocessor pads "
          "to multiples of {} (pad_size_divisor)",
          wanted[0], wanted[1], whole[0], whole[1], divisor));
    if (!size.fixed() && size.fits(whole)) {
      context.notes.push_back(fmt::format(
          "images are padded to input_shape [{}, {}] after they are normalized, as smaller ones in a batch are",
          whole[0], whole[1]));
      return pad_json(preprocessor.pad_value, {{"size", {whole[0], whole[1]}}});
    }
  }
  if (context.fixed_size && !size.fixed())
    context.notes.push_back(
        "the deploy config fixes height and width, but the test pipeline makes other sizes of images of other shapes, "
        "which the network will not take; a dynamic deploy config does, or one with an input_shape");
  if (preprocessor.pad_size)
    return pad_json(preprocessor.pad_value, {{"size", {(*preprocessor.pad_size)[0], (*preprocessor.pad_size)[1]}}});
  if (size.is_multiple_of(divisor)) return std::nullopt;
  return pad_json(preprocessor.pad_value, {{"size_divisor", divisor}});
}

/// @param for_detectors whether MMDeploy's detectors get the result, which name a step otherwise and know of offsets
Json preprocess_task(const config::Value& model_config, bool for_detectors, TransformContext& context) {
  std::vector<Json> transforms = translate_pipeline(model_config, context);
  const DataPreprocessor preprocessor = read_data_preprocessor(model_config);
  transforms.push_back(
      {{"type", "Normalize"}, {"to_rgb", preprocessor.to_rgb}, {"mean", preprocessor.mean}, {"std", preprocessor.std}});
  if (std::optional<Json> padding = batch_padding(transforms, preprocessor, context))
    transforms.push_back(*std::move(padding));
  if (for_detectors)
    transforms.push_back({{"type", "DefaultFormatBundle"}});
  else
    transforms.push_back({{"type", "ImageToTensor"}, {"keys", {"img"}}});
  Json meta_keys{"filename",     "ori_filename", "ori_shape",      "img_shape",    "pad_shape",
                 "scale_factor", "flip",         "flip_direction", "img_norm_cfg", "valid_ratio"};
  if (for_detectors) meta_keys.push_back("pad_param");
  if (context.box_padding)
    meta_keys = {"img_shape",    "pad_shape",  "ori_shape", "img_norm_cfg",
                 "scale_factor", "bbox_score", "center",    "scale"};
  transforms.push_back({{"type", "Collect"}, {"keys", {"img"}}, {"meta_keys", meta_keys}});
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
  if (const std::optional<SlideSettings> slide = read_slide(model_config))
    result["slide"] = {{"crop_size", slide->crop}, {"stride", slide->stride}};
  if (deploy.ir == "torchscript")
    for (size_t i = 0; i < deploy.output_names.size(); ++i)
      result["output_map"][deploy.output_names[i]] = "#" + std::to_string(i);
  return result;
}

Json postprocess_task(const config::Value& model_config, const DeployConfig& deploy) {
  const Json what = make_postprocess(model_config, deploy);
  Json result{{"type", "Task"},           {"module", what["module"]},
              {"name", "postprocess"},    {"component", what["component"]},
              {"params", what["params"]}, {"output", {"post_output"}}};
  // Classes need nothing of what pre-processing did.
  const bool classes = task::get(deploy.task).kind == task::Kind::kClasses;
  result["input"] = classes ? Json{"infer_output"} : Json{"prep_output", "infer_output"};
  return result;
}

/// The deploy config's input_shape. Heads with an `input_size`, or with a decoder that has one, are made for that
/// alone, so that another one is left out: MMDeploy's configs for them have the size of the most frequent models.
std::optional<std::array<int64_t, 2>> fitting_shape(const config::Value& model_config, const DeployConfig& deploy,
                                                    std::vector<std::string>& notes) {
  const config::Value* head = find_head(model_config);
  const config::Value* own = head == nullptr ? nullptr : head->find("input_size");
  if (const config::Value* codec = find_dict(head, "decoder");
      own == nullptr && codec != nullptr && codec->contains("heatmap_size"))
    own = codec->find("input_size");
  if (own == nullptr || !own->is_sequence() || own->size() != 2 || !deploy.input_shape) return deploy.input_shape;
  const std::vector<int64_t> size = own->as_ints();
  if (size[0] == (*deploy.input_shape)[0] && size[1] == (*deploy.input_shape)[1]) return deploy.input_shape;
  notes.push_back(fmt::format(
      "input_shape [{}, {}] of the deploy config is not used: the head ({}) is made for inputs of {}x{} px only",
      (*deploy.input_shape)[0], (*deploy.input_shape)[1], head->at("type").as_string(), size[0], size[1]));
  return std::nullopt;
}

}  // namespace

Json to_ordered_json(const config::Value& value) { return Json::parse(config::to_json(value)); }

std::string model_name(const config::Value& model_config, const DeployConfig& deploy) {
  const config::Value& model = model_config.at("model");
  const std::string_view part = task::get(deploy.task).named_by;
  const config::Value* named = part.empty() ? &model : &model.at(part);
  // Of heads one after the other, the last.
  if (named->is_sequence() && named->size() > 0) named = &named->at(named->size() - 1);
  std::string name = to_lower(config::parse_type_name(named->at("type").as_string()).name);
  if (part == "decode_head" && name.size() > 4 && name.ends_with("head")) name.resize(name.size() - 4);
  return name;
}

PipelineFile make_pipeline(const config::Value& model_config, const DeployConfig& deploy_config) {
  const std::optional<SlideSettings> slide = read_slide(model_config);
  DeployConfig deploy = deploy_config;
  deploy.slides = slide.has_value();
  TransformContext context;
  context.input_shape = fitting_shape(model_config, deploy, context.notes);
  context.fixed_size = deploy.axis_name(2).empty() && deploy.axis_name(3).empty();
  PipelineFile result;
  if (slide) {
    // The network sees windows, whatever the size of the image.
    const std::array<int64_t, 2> window{slide->crop[1], slide->crop[0]};
    if (deploy.input_shape && *deploy.input_shape != window)
      fail(
          "input_shape [{}, {}] of the deploy config is not the window [{}, {}] that the model is used in "
          "(crop_size of test_cfg, height first)",
          (*deploy.input_shape)[0], (*deploy.input_shape)[1], window[0], window[1]);
    context.input_shape.reset();
    context.fixed_size = false;
    if (with_argmax(deploy.config))
      context.notes.push_back(
          "the model is used in windows (test_cfg.mode='slide') whose scores are averaged, so the network returns "
          "scores, and not the class of each pixel as codebase_config.with_argmax asks");
  }
  const Json postprocess = postprocess_task(model_config, deploy);
  const Json preprocess = preprocess_task(model_config, postprocess["module"] == kDetectors, context);
  const Json tasks = Json::array({preprocess, net_task(model_config, deploy), postprocess});
  result.json = {{"pipeline", {{"input", {"img"}}, {"output", {"post_output"}}, {"tasks", tasks}}}};
  result.notes = std::move(context.notes);
  return result;
}

Json make_deploy_info(const config::Value& model_config, const DeployConfig& deploy,
                      const std::vector<std::string>& files, const std::vector<std::string>& classes) {
  Json model{{"name", model_name(model_config, deploy)},
             {"net", files.at(0)},
             {"weights", files.size() > 1 ? files[1] : ""},
             {"backend", deploy.backend},
             {"precision", deploy.precision},
             {"batch_size", 1},
             {"dynamic_shape", deploy.dynamic_batch()}};
  Json result{{"version", SLIPWAY_VERSION},
              {"task", task::get(deploy.task).sdk_class},
              {"models", Json::array({model})},
              {"customs", Json::array()}};
  if (!classes.empty()) result["classes"] = classes;
  if (Json skeleton = make_skeleton(model_config, deploy); !skeleton.is_null())
    result["skeleton"] = std::move(skeleton);
  return result;
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
