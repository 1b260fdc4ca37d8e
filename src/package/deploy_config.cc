// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/deploy_config.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/strings.h"
#include "config/scope.h"
#include "package/deploy_keys.h"
#include "package/model_config.h"
#include "package/post_processing.h"
#include "task/task.h"

namespace slipway::package {
namespace {

/// " (configs/a.py:3:1)", so that messages name the place.
std::string at_place(const config::Value& value) {
  const std::string text = value.location().text();
  return text.empty() ? "" : " (" + text + ")";
}

std::string read_precision(const config::Value& backend_config) {
  if (const config::Value* precision = backend_config.find("precision");
      precision != nullptr && precision->is_string()) {
    const std::string name = to_lower(precision->as_string());
    if (name == "fp16") return "FP16";
    if (name == "int8") return "INT8";
    if (name == "fp32") return "FP32";
    fail("{}{}: unknown precision '{}'; known: FP32, FP16, INT8", precision->path(), at_place(*precision),
         precision->as_string());
  }
  const config::Value* common = backend_config.find("common_config");
  if (common != nullptr && common->is_dict()) {
    if (common->get("int8_mode", false)) return "INT8";
    if (common->get("fp16_mode", false)) return "FP16";
  }
  return "FP32";
}

void check_names(const std::vector<std::string>& names, const config::Value& where) {
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (name.empty()) fail("{}{}: a tensor name must not be empty", where.path(), at_place(where));
    if (!seen.insert(name).second) fail("{}{}: the name '{}' appears twice", where.path(), at_place(where), name);
  }
}

/// The name of an axis that the config only numbers, as the list form of `dynamic_axes` does.
std::string default_axis_name(const std::string& tensor, int64_t dim, bool is_image) {
  if (dim == 0) return "batch";
  if (is_image && dim == 2) return "height";
  if (is_image && dim == 3) return "width";
  return fmt::format("{}_dim{}", tensor, dim);
}

std::map<int64_t, std::string> read_axes(const config::Value& axes, const std::string& tensor, bool is_image) {
  std::map<int64_t, std::string> result;
  if (axes.is_dict()) {
    for (const auto& [dim, name] : axes.as_dict()) result[dim.as_int()] = name.as_string();
  } else {
    for (int64_t dim : axes.as_ints()) result[dim] = default_axis_name(tensor, dim, is_image);
  }
  for (const auto& [dim, name] : result) {
    if (dim < 0 || (is_image && dim > 3))
      fail("{}{}: tensor '{}' has no dimension {} (0 is the batch, 2 the height, 3 the width)", axes.path(),
           at_place(axes), tensor, dim);
    if (is_image && dim == 1) fail("{}{}: the channels of '{}' cannot be dynamic", axes.path(), at_place(axes), tensor);
    if (name.empty()) fail("{}{}: dimension {} of '{}' has an empty name", axes.path(), at_place(axes), dim, tensor);
  }
  return result;
}

/// MMDeploy's configs for backends that cannot choose detections keep the axes of the outputs that others have.
bool is_usual_output(const std::string& task_name, const std::string& tensor) {
  const task::Task* task = task::tasks().find(task_name);
  return task != nullptr && std::any_of(task->outputs.begin(), task->outputs.end(),
                                        [&](task::Role role) { return tensor == task::usual_name(role); });
}

void read_dynamic_axes(const config::Value& axes, DeployConfig& result) {
  if (axes.is_none()) return;
  std::vector<std::string> tensors = result.input_names;
  tensors.insert(tensors.end(), result.output_names.begin(), result.output_names.end());
  const auto is_image = [&](const std::string& tensor) { return tensor == result.input_names.front(); };
  if (axes.is_dict()) {
    for (const auto& [key, value] : axes.as_dict()) {
      const std::string& tensor = key.as_string();
      if (is_usual_output(result.task, tensor) && result.output_names.size() == 1) continue;
      if (std::find(tensors.begin(), tensors.end(), tensor) == tensors.end())
        fail("{}{}: no input or output is named '{}'{}", axes.path(), at_place(value), tensor,
             did_you_mean(tensor, tensors));
      result.dynamic_axes[tensor] = read_axes(value, tensor, is_image(tensor));
    }
    return;
  }
  const std::vector<config::Value>& items = axes.as_sequence();
  if (items.size() > tensors.size())
    fail("{}{}: {} entries for {} inputs and outputs", axes.path(), at_place(axes), items.size(), tensors.size());
  for (size_t i = 0; i < items.size(); ++i)
    if (!items[i].is_none()) result.dynamic_axes[tensors[i]] = read_axes(items[i], tensors[i], is_image(tensors[i]));
}

void read_ir(const config::Value& ir, DeployConfig& result) {
  result.ir = ir.get("type", "onnx");
  if (result.ir != "onnx" && result.ir != "torchscript")
    fail("{}{}: unknown IR '{}'; known: onnx, torchscript", ir.path(), at_place(ir.at("type")), result.ir);
  result.save_file = ir.get("save_file", result.ir == "onnx" ? "end2end.onnx" : "end2end.pt");
  if (result.save_file.empty() || result.save_file.find('/') != std::string::npos)
    fail("{}{}: save_file must be a plain file name, not '{}'", ir.path(), at_place(ir.at("save_file")),
         result.save_file);
  result.opset = static_cast<int>(ir.get("opset_version", 11));
  result.keep_initializers_as_inputs = ir.get("keep_initializers_as_inputs", false);
  result.optimize = ir.get("optimize", true);
  if (const config::Value* names = ir.find("input_names"); names != nullptr && !names->is_none()) {
    result.input_names = names->as_strings();
    check_names(result.input_names, *names);
    if (result.input_names.size() != 1)
      fail("{}{}: {} input names; the models supported here have one input", names->path(), at_place(*names),
           result.input_names.size());
  }
  if (const config::Value* names = ir.find("output_names"); names != nullptr && !names->is_none()) {
    result.output_names = names->as_strings();
    check_names(result.output_names, *names);
    for (const std::string& name : result.output_names)
      if (name == result.input_names.front())
        fail("{}{}: '{}' is an input as well as an output", names->path(), at_place(*names), name);
  }
  if (const config::Value* shape = ir.find("input_shape"); shape != nullptr && !shape->is_none()) {
    const std::vector<int64_t> sizes = shape->as_ints();
    if (sizes.size() != 2 || sizes[0] < 1 || sizes[1] < 1)
      fail("{}{}: input_shape must be [width, height], not {}", shape->path(), at_place(*shape), shape->repr());
    result.input_shape = {sizes[0], sizes[1]};
  }
  if (const config::Value* axes = ir.find("dynamic_axes")) read_dynamic_axes(*axes, result);
}

/// "; did you mean 'x'?" where a key of the config is a slip of the one that is missing.
std::string near_key(const config::Value& config, const std::string& missing) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : config.as_dict())
    if (key.is_string()) keys.push_back(key.as_string());
  const std::string near = did_you_mean(missing, keys);
  return near.empty() ? "" : " (it has a key of a similar name" + near + ")";
}

}  // namespace

std::string DeployConfig::axis_name(int64_t dim) const {
  auto tensor = dynamic_axes.find(input_names.front());
  if (tensor == dynamic_axes.end()) return "";
  auto axis = tensor->second.find(dim);
  return axis == tensor->second.end() ? "" : axis->second;
}

bool DeployConfig::chooses() const { return capabilities.selects_detections && !slides && with_argmax(config); }

bool with_argmax(const config::Value& deploy_config) {
  const config::Value* codebase = deploy_config.find("codebase_config");
  return codebase == nullptr || !codebase->is_dict() || codebase->get("with_argmax", true);
}

void DeployConfig::fit_to_backend(const backend::Capabilities& backend_can) {
  capabilities = backend_can;
  if (capabilities.batches) return;
  for (auto& [tensor, axes] : dynamic_axes) axes.erase(0);
}

DeployConfig read_deploy_config(const config::Value& config, const std::vector<std::string>& known_backends) {
  DeployConfig result;
  result.config = config;
  const std::string file = config.location().file ? *config.location().file : std::string("the deploy config");
  DeployKeys keys = judge_deploy_keys(config);
  result.warnings = std::move(keys.warnings);
  const config::Value* backend = config.find("backend_config");
  if (backend == nullptr || !backend->is_dict())
    fail(
        "{}: no `backend_config`, so this is no deploy config of its own; give one such as "
        "pose-detection_yolox-pose_onnxruntime_dynamic.py{}",
        file, near_key(config, "backend_config"));
  result.backend = backend->at("type").as_string();
  if (std::find(known_backends.begin(), known_backends.end(), result.backend) == known_backends.end())
    fail("{}{}: unknown backend '{}'{}", backend->path(), at_place(backend->at("type")), result.backend,
         did_you_mean(result.backend, known_backends));
  result.precision = read_precision(*backend);

  const config::Value* codebase = config.find("codebase_config");
  if (codebase == nullptr || !codebase->is_dict())
    fail("{}: no `codebase_config` (its type and task say what the model is){}", file,
         near_key(config, "codebase_config"));
  result.codebase = codebase->at("type").as_string();
  const std::vector<std::string> known = config::codebases();
  if (std::find(known.begin(), known.end(), result.codebase) == known.end())
    fail("{}{}: unknown codebase '{}'{}", codebase->path(), at_place(codebase->at("type")), result.codebase,
         did_you_mean(result.codebase, known));
  result.task = codebase->at("task").as_string();

  const config::Value* ir = config.find("onnx_config");
  if (ir == nullptr) ir = config.find("ir_config");
  if (ir == nullptr || !ir->is_dict())
    fail("{}: neither `onnx_config` nor `ir_config`{}", file, near_key(config, "onnx_config"));
  read_ir(*ir, result);
  throw_problems(keys.problems);
  return result;
}

void require_codebase(const DeployConfig& deploy, const std::string& deploy_file, const config::Value& model_config,
                      const std::string& model_file) {
  const std::string scope = model_scope(model_config);
  if (config::fits_codebase(scope, deploy.codebase)) return;
  const std::vector<std::string> fitting = config::codebases_for(scope);
  fail("{} is a config of {}, but {} is for {} (codebase_config.type); {}", model_file, scope, deploy_file,
       deploy.codebase,
       fitting.empty() ? "no deploy config fits models of that library"
                       : "take one for " + quoted_choice(fitting) + " (folders of configs/)");
}

}  // namespace slipway::package
