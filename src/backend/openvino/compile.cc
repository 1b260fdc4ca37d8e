// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/openvino/compile.h"

#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/strings.h"
#include "slipway/tensor.h"

namespace slipway::backend::openvino {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kOurs = "slipway";  // section of the IR's own remarks

struct Config {
  bool compress_to_f16 = false;
  std::map<std::string, std::vector<int64_t>> opt_shapes;
};

std::vector<int64_t> read_shape(const json& value, const std::string& input) {
  std::vector<int64_t> shape;
  bool good = value.is_array() && !value.empty();
  for (const json& size : value) {
    good = good && size.is_number_integer() && size.get<int64_t>() > 0;
    if (good) shape.push_back(size.get<int64_t>());
  }
  if (!good)
    fail("backend_config.model_inputs: opt_shapes of '{}' must be a list of sizes such as [1, 3, 224, 224], not {}",
         input, value.dump());
  return shape;
}

bool read_precision(const json& value) {
  const std::string name = value.is_string() ? to_lower(value.get<std::string>()) : "";
  if (name == "fp16") return true;
  if (name == "fp32") return false;
  fail("backend_config.precision {} is not supported for OpenVINO; supported: FP32, FP16", value.dump());
}

Config read_config(const std::string& text) {
  const json config = json::parse(text, nullptr, false);
  if (!config.is_object()) fail("backend_config is no dict");
  Config result;
  for (const auto& [key, value] : config.items()) {
    if (key == "type" || value.is_null()) continue;
    if (key == "precision") {
      result.compress_to_f16 = read_precision(value);
    } else if (key == "model_inputs") {
      if (!value.is_array() || value.size() != 1 || !value[0].is_object())
        fail("backend_config.model_inputs must be a list of one dict, not {}", value.dump());
      for (const auto& [what, shapes] : value[0].items()) {
        if (what != "opt_shapes" || !shapes.is_object())
          fail(
              "backend_config.model_inputs: '{}' is not known for OpenVINO; known: opt_shapes, a dict of shapes by "
              "input",
              what);
        for (const auto& [input, shape] : shapes.items()) result.opt_shapes[input] = read_shape(shape, input);
      }
    } else if (key == "mo_options") {
      if (!value.empty())
        fail(
            "backend_config.mo_options are options of OpenVINO's Model Optimizer, which is no more; for weights in f16 "
            "give precision='FP16' instead");
    } else {
      fail("backend_config.{} is not known for OpenVINO{}", key,
           did_you_mean(key, {"model_inputs", "precision", "type"}));
    }
  }
  return result;
}

std::string format(const ov::PartialShape& shape) {
  std::vector<std::string> sizes;
  for (const ov::Dimension& dim : shape) sizes.push_back(dim.is_static() ? std::to_string(dim.get_length()) : "?");
  return "[" + join(sizes, ",") + "]";
}

/// A shape that the model cannot take is no reason to refuse it: the shape only says what to prepare for.
void remember_shapes(ov::Model& model, const Config& config) {
  std::map<std::string, ov::PartialShape> inputs;
  for (const auto& port : model.inputs()) inputs[tensor_name(port)] = port.get_partial_shape();
  for (const auto& [name, shape] : config.opt_shapes) {
    const auto input = inputs.find(name);
    if (input == inputs.end()) {
      std::vector<std::string> names;
      for (const auto& [known, unused] : inputs) names.push_back(known);
      fail("backend_config.model_inputs: opt_shapes names '{}', but the model's input is '{}'", name,
           join(names, "', '"));
    }
    const ov::PartialShape wanted(std::vector<ov::Dimension>(shape.begin(), shape.end()));
    if (!input->second.compatible(wanted)) {
      log::warning(
          "backend_config.model_inputs: opt_shapes {} of '{}' is no shape of this model, whose input is {}; it is not "
          "prepared for any size",
          format_shape(shape), name, format(input->second));
      continue;
    }
    std::vector<std::string> sizes;
    for (const int64_t size : shape) sizes.push_back(std::to_string(size));
    model.set_rt_info(join(sizes, ","), kOurs, "opt_shapes", name);
  }
}

}  // namespace

std::string tensor_name(const ov::Output<const ov::Node>& port) {
  const std::unordered_set<std::string>& names = port.get_names();
  // A port that is an output is called "NAME/sink_port_0".
  std::string own = port.get_node()->get_friendly_name();
  if (const size_t suffix = own.find("/sink_port_"); suffix != std::string::npos) own.resize(suffix);
  if (names.empty() || names.count(own) > 0) return own;
  return *std::min_element(names.begin(), names.end());
}

std::vector<int64_t> tuned_shape(const ov::Model& model, const std::string& input) {
  std::vector<int64_t> shape;
  if (!model.has_rt_info(kOurs, "opt_shapes", input)) return shape;
  for (const std::string& size : split(model.get_rt_info<std::string>(kOurs, "opt_shapes", input), ','))
    shape.push_back(std::strtoll(size.c_str(), nullptr, 10));
  return shape;
}

std::vector<fs::path> compile_model(const fs::path& file, const std::string& backend_config_json) {
  const Config config = read_config(backend_config_json);
  const auto beside = [&](const char* ending) { return fs::path(file).replace_extension(ending); };
  try {
    const std::shared_ptr<ov::Model> model = core().read_model(file);
    for (const auto& port : model->outputs()) port.get_tensor().set_names({tensor_name(port)});
    remember_shapes(*model, config);
    // OpenVINO finds the weights by the name of the other file.
    ov::save_model(model, beside(".partial.xml"), config.compress_to_f16);
  } catch (const ov::Exception& e) {
    std::error_code ignored;
    fs::remove(beside(".partial.xml"), ignored);
    fs::remove(beside(".partial.bin"), ignored);
    fail("OpenVINO cannot convert {}: {}", file.string(), message_of(e));
  }
  fs::rename(beside(".partial.bin"), beside(".bin"));
  fs::rename(beside(".partial.xml"), beside(".xml"));
  return {beside(".xml"), beside(".bin")};
}

}  // namespace slipway::backend::openvino
