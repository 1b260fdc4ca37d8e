// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tensorrt/profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "backend/config_dict.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::tensorrt {
namespace {

using nlohmann::json;

constexpr const char* kOwner = "TensorRT";
constexpr const char* kFormat = "slipway TensorRT profile 1";

std::string format_shape(const std::vector<int64_t>& shape, const char* separator) {
  std::vector<std::string> sizes;
  for (const int64_t size : shape) sizes.push_back(size < 0 ? "?" : std::to_string(size));
  return join(sizes, separator);
}

/// @param key of the input, for problems
ShapeRange read_range(ConfigDict shapes, const std::string& input, ConfigDict& parent) {
  const auto read = [&](const char* key) {
    if (shapes.find(key) == nullptr) parent.problem(input, fmt::format("lacks {}", key));
    return shapes.shape(key);
  };
  ShapeRange range{read("min_shape"), read("opt_shape"), read("max_shape")};
  shapes.finish(kOwner);
  if (range.min.empty() || range.opt.empty() || range.max.empty()) return {};
  if (range.opt.size() != range.min.size() || range.max.size() != range.min.size()) {
    parent.problem(input, fmt::format("min_shape, opt_shape and max_shape have {}, {} and {} dimensions",
                                      range.min.size(), range.opt.size(), range.max.size()));
    return {};
  }
  for (size_t axis = 0; axis < range.min.size(); ++axis)
    if (range.min[axis] > range.opt[axis] || range.opt[axis] > range.max[axis])
      parent.problem(input,
                     fmt::format("axis {} is {}, {} and {} in min_shape, opt_shape and max_shape, which must not "
                                 "become smaller",
                                 axis, range.min[axis], range.opt[axis], range.max[axis]));
  return range;
}

std::string profile_shapes(const Profile& profile, std::vector<int64_t> ShapeRange::*which) {
  std::vector<std::string> parts;
  for (const auto& [name, range] : profile.inputs) parts.push_back(name + ":" + format_shape(range.*which, "x"));
  return join(parts, ",");
}

}  // namespace

Profile read_backend_config(const std::string& backend_config_json, std::vector<ConfigProblem>& problems) {
  const json parsed = json::parse(backend_config_json, nullptr, false);
  ConfigDict config(parsed, problems);
  config.find("type");
  Profile profile;
  ConfigDict common = config.dict("common_config");
  profile.fp16 = common.flag("fp16_mode", false);
  if (common.flag("int8_mode", false))
    common.problem("int8_mode", "int8 is not yet supported; take a config of tensorrt or tensorrt-fp16");
  profile.workspace_size = common.count("max_workspace_size", 0);
  common.finish(kOwner);
  const bool named = config.find("model_inputs") != nullptr;
  ConfigDict model = config.only_item("model_inputs");
  ConfigDict shapes = model.dict("input_shapes");
  const std::vector<std::string> inputs = shapes.keys();
  for (const std::string& input : inputs) {
    const size_t before = problems.size();
    ShapeRange range = read_range(shapes.dict(input), input, shapes);
    if (problems.size() == before) profile.inputs[input] = std::move(range);
  }
  model.finish(kOwner);
  config.finish(kOwner);
  if (problems.empty() && inputs.empty())
    config.problem(
        named ? "model_inputs" : "",
        "lacks the sizes to build for: model_inputs=[dict(input_shapes=dict(input=dict(min_shape=[1, 3, 224, "
        "224], opt_shape=..., max_shape=...)))]");
  return profile;
}

std::vector<ConfigProblem> compare(const Profile& profile, const std::vector<OnnxTensor>& inputs) {
  constexpr const char* kKey = "model_inputs.0.input_shapes";
  std::vector<ConfigProblem> problems;
  std::vector<std::string> names;
  for (const OnnxTensor& input : inputs) {
    names.push_back(input.name);
    const auto found = profile.inputs.find(input.name);
    const std::vector<int64_t>& shape = input.shape;
    if (found == profile.inputs.end()) {
      if (std::count(shape.begin(), shape.end(), -1) > 0)
        problems.push_back(
            {kKey, fmt::format("lacks the model's input '{}', which is [{}]", input.name, format_shape(shape, ","))});
      continue;
    }
    const ShapeRange& range = found->second;
    const std::string key = std::string(kKey) + "." + input.name;
    if (range.min.size() != shape.size()) {
      problems.push_back({key, fmt::format("has {} dimensions, but the model's input is [{}]", range.min.size(),
                                           format_shape(shape, ","))});
      continue;
    }
    for (size_t axis = 0; axis < shape.size(); ++axis)
      if (shape[axis] >= 0 && (range.min[axis] != shape[axis] || range.max[axis] != shape[axis]))
        problems.push_back({key, fmt::format("axis {} is {} to {}, but fixed to {} in the model", axis, range.min[axis],
                                             range.max[axis], shape[axis])});
  }
  for (const auto& [name, range] : profile.inputs)
    if (std::find(names.begin(), names.end(), name) == names.end())
      problems.push_back(
          {std::string(kKey) + "." + name, fmt::format("the model has no such input{}", did_you_mean(name, names))});
  return problems;
}

std::string to_text(const Profile& profile) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  for (const auto& [name, range] : profile.inputs)
    inputs[name] = {{"min", range.min}, {"opt", range.opt}, {"max", range.max}};
  const nlohmann::ordered_json result{
      {"format", kFormat}, {"fp16", profile.fp16}, {"max_workspace_size", profile.workspace_size}, {"inputs", inputs}};
  constexpr int kIndent = 2;
  return result.dump(kIndent) + "\n";
}

Profile from_text(const std::string& text) {
  try {
    const json parsed = json::parse(text);
    if (parsed.at("format") != kFormat) fail("it is no profile of this version of Slipway");
    Profile profile;
    profile.fp16 = parsed.at("fp16").get<bool>();
    profile.workspace_size = parsed.at("max_workspace_size").get<int64_t>();
    for (const auto& [name, range] : parsed.at("inputs").items())
      profile.inputs[name] = {range.at("min").get<std::vector<int64_t>>(), range.at("opt").get<std::vector<int64_t>>(),
                              range.at("max").get<std::vector<int64_t>>()};
    for (const auto& [name, range] : profile.inputs)
      if (range.opt.size() != range.min.size() || range.max.size() != range.min.size())
        fail("the sizes of '{}' have different numbers of dimensions", name);
    return profile;
  } catch (const json::exception& e) {
    fail("it is no profile of TensorRT: {}", e.what());
  }
}

std::vector<std::pair<std::string, std::string>> provider_options(const Profile& profile, int device,
                                                                  const std::string& cache_folder) {
  std::vector<std::pair<std::string, std::string>> options{
      {"device_id", std::to_string(device)}, {"trt_fp16_enable", profile.fp16 ? "1" : "0"}, {"trt_int8_enable", "0"}};
  if (profile.workspace_size > 0)
    options.emplace_back("trt_max_workspace_size", std::to_string(profile.workspace_size));
  if (!profile.inputs.empty()) {
    options.emplace_back("trt_profile_min_shapes", profile_shapes(profile, &ShapeRange::min));
    options.emplace_back("trt_profile_opt_shapes", profile_shapes(profile, &ShapeRange::opt));
    options.emplace_back("trt_profile_max_shapes", profile_shapes(profile, &ShapeRange::max));
  }
  if (!cache_folder.empty()) {
    options.emplace_back("trt_engine_cache_enable", "1");
    options.emplace_back("trt_engine_cache_path", cache_folder);
    options.emplace_back("trt_timing_cache_enable", "1");
    options.emplace_back("trt_timing_cache_path", cache_folder);
  }
  return options;
}

std::vector<TensorInfo> limit(std::vector<TensorInfo> inputs, const Profile& profile) {
  for (TensorInfo& input : inputs) {
    const auto found = profile.inputs.find(input.name);
    if (found == profile.inputs.end() || found->second.min.size() != input.shape.size()) continue;
    const ShapeRange& range = found->second;
    bool limited = false;
    for (size_t axis = 0; axis < input.shape.size(); ++axis) {
      if (input.shape[axis] < 0 && range.min[axis] == range.max[axis]) input.shape[axis] = range.min[axis];
      limited = limited || input.shape[axis] < 0;
    }
    if (limited) {
      input.min_shape = range.min;
      input.max_shape = range.max;
    }
  }
  return inputs;
}

}  // namespace slipway::backend::tensorrt
