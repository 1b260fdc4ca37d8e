// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/openvino/compile.h"

#include <map>
#include <nlohmann/json.hpp>

#include "backend/config_dict.h"
#include "backend/weights_hash.h"
#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "slipway/tensor.h"

namespace slipway::backend::openvino {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kOurs = "slipway";  // section of the IR's own remarks
constexpr const char* kHash = "weights_hash";
const std::string kNoHash(16, '0');

struct Config {
  bool compress_to_f16 = false;
  std::map<std::string, std::vector<int64_t>> opt_shapes;
};

Config read_config(const std::string& text, std::vector<ConfigProblem>& problems) {
  const json parsed = json::parse(text, nullptr, false);
  ConfigDict config(parsed, problems);
  Config result;
  config.find("type");
  if (const json* precision = config.find("precision")) {
    const std::string name = precision->is_string() ? to_lower(precision->get<std::string>()) : "";
    result.compress_to_f16 = name == "fp16";
    if (name != "fp16" && name != "fp32")
      config.problem("precision",
                     fmt::format("{} is not supported for OpenVINO; supported: FP32, FP16", precision->dump()));
  }
  ConfigDict inputs = config.only_item("model_inputs");
  ConfigDict shapes = inputs.dict("opt_shapes");
  for (const std::string& input : shapes.keys())
    if (std::vector<int64_t> shape = shapes.shape(input); !shape.empty()) result.opt_shapes[input] = std::move(shape);
  inputs.finish("OpenVINO");
  if (const json* options = config.find("mo_options"); options != nullptr && !options->empty())
    config.problem("mo_options",
                   "are options of OpenVINO's Model Optimizer, which is no more; for weights in f16 give "
                   "precision='FP16' instead");
  config.finish("OpenVINO");
  return result;
}

std::string format(const ov::PartialShape& shape) {
  std::vector<std::string> sizes;
  for (const ov::Dimension& dim : shape) sizes.push_back(dim.is_static() ? std::to_string(dim.get_length()) : "?");
  return "[" + join(sizes, ",") + "]";
}

/// The hash of the weights is known once they are written; until then zeros hold its place.
void write_hash(const fs::path& network, const std::string& hash) {
  std::string text = io::read_file(network);
  const size_t place = text.find("\"" + kNoHash + "\"", text.rfind(kHash));
  require(place != std::string::npos, "OpenVINO writes remarks as attributes of the name 'value'");
  text.replace(place + 1, kNoHash.size(), hash);
  io::write_file(network, text);
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

void check_weights(const ov::Model& model, const fs::path& network, const fs::path& weights) {
  if (!model.has_rt_info(kOurs, kHash) || model.get_rt_info<std::string>(kOurs, kHash) == hash_of_file(weights)) return;
  fail("{} does not hold the weights of {}: it is of another model, or damaged", weights.string(), network.string());
}

std::vector<int64_t> tuned_shape(const ov::Model& model, const std::string& input) {
  std::vector<int64_t> shape;
  if (!model.has_rt_info(kOurs, "opt_shapes", input)) return shape;
  for (const std::string& size : split(model.get_rt_info<std::string>(kOurs, "opt_shapes", input), ','))
    shape.push_back(std::strtoll(size.c_str(), nullptr, 10));
  return shape;
}

std::vector<ConfigProblem> check_config(const std::string& backend_config_json) {
  std::vector<ConfigProblem> problems;
  read_config(backend_config_json, problems);
  return problems;
}

std::vector<fs::path> compile_model(const fs::path& file, const std::string& backend_config_json) {
  std::vector<ConfigProblem> problems;
  const Config config = read_config(backend_config_json, problems);
  throw_if_any(problems);
  const auto beside = [&](const char* ending) { return fs::path(file).replace_extension(ending); };
  try {
    const std::shared_ptr<ov::Model> model = core().read_model(file);
    for (const auto& port : model->outputs()) port.get_tensor().set_names({tensor_name(port)});
    remember_shapes(*model, config);
    model->set_rt_info(kNoHash, kOurs, kHash);
    // OpenVINO finds the weights by the name of the other file.
    ov::save_model(model, beside(".partial.xml"), config.compress_to_f16);
    write_hash(beside(".partial.xml"), hash_of_file(beside(".partial.bin")));
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
