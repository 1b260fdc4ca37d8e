// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway check-module`
#include <ATen/Parallel.h>

#include <cstdio>

#include "base/log.h"
#include "base/strings.h"
#include "config/args.h"
#include "config/scope.h"
#include "convert/check/part.h"
#include "convert/check/target.h"
#include "convert/commands.h"
#include "package/config_options.h"
#include "package/model_config.h"
#include "plugin/plugin.h"
#include "slipway/extend/check.h"

namespace slipway::convert {
namespace {

constexpr int kDifferent = 3;

/// "model.head" of a model config. Errors name the keys that there are.
config::Value part_of(const config::Value& config, const std::string& path) {
  config::Value part = config;
  std::string done;
  for (const std::string& key : split(path, '.')) {
    if (!part.is_dict() || !part.contains(key)) {
      std::vector<std::string> keys;
      if (part.is_dict())
        for (const auto& [name, value] : part.as_dict())
          if (value.is_dict()) keys.push_back((done.empty() ? "" : done + ".") + name.as_string());
      fail("--part {}: the config has no such part{}; parts there: {}", path,
           did_you_mean((done.empty() ? "" : done + ".") + key, keys), keys.empty() ? "none" : join(keys, ", "));
    }
    part = config::Value(part.at(key));
    done += (done.empty() ? "" : ".") + key;
  }
  return part;
}

PartCase from_config(const CheckModuleOptions& options) {
  PartCase part;
  std::error_code ignored;
  if (!std::filesystem::exists(options.part_or_config, ignored)) {
    if (options.part_or_config.find('(') == std::string::npos && options.part_or_config.find('{') == std::string::npos)
      fail("{}: there is no such file, and it is no fragment of a config, as \"dict(type='ReLU')\" is one",
           options.part_or_config);
    part.fragment = options.part_or_config;
    if (!options.path.empty()) fail("--part is for a model config; the fragment is the part itself");
    if (options.scope.empty() && parse_fragment(part.fragment).at("type").as_string().find('.') == std::string::npos)
      fail("--scope names the library in which the types of a fragment are looked up: --scope mmpose");
    part.scope = options.scope;
    return part;
  }
  config::Value config = config::load(options.part_or_config);
  plugin::load_imports(config);
  const std::string path = options.path.empty() ? "model" : options.path;
  config::Value value = part_of(config, path);
  if (!value.is_dict() || !value.contains("type")) fail("--part {}: it is no dict with a type", path);
  // As networks hand it on to their heads.
  const config::Value* settings =
      config.contains("model") ? package::find_dict(&config.at("model"), "test_cfg") : nullptr;
  if (settings != nullptr && (path == "model.head" || path == "model.bbox_head")) value.set_item("test_cfg", *settings);
  part.fragment = value.repr();
  part.origin = options.part_or_config + ", " + path;
  part.scope = options.scope.empty() ? package::parts_scope(config) : options.scope;
  return part;
}

std::vector<int64_t> numbers(const std::string& option, const std::string& text) {
  std::vector<int64_t> result;
  for (const std::string& item : split(text, ',')) {
    int64_t value = 0;
    for (const char c : item) {
      if (c < '0' || c > '9' || value > 1'000'000) fail("{} {}: sizes are whole numbers, as 2,128,8,8", option, text);
      value = value * 10 + (c - '0');
    }
    if (item.empty() || value < 1) fail("{} {}: sizes are whole numbers from 1 on, as 2,128,8,8", option, text);
    result.push_back(value);
  }
  return result;
}

}  // namespace

int check_module(const CheckModuleOptions& options) {
  log::set_level(log::level_from_name(options.log_level));
  PartCase part;
  if (!options.saved.empty()) {
    if (!options.part_or_config.empty()) fail("--case is a whole case: leave {} out", options.part_or_config);
    part = load_case(options.saved);
  } else {
    if (options.part_or_config.empty()) fail("name a model config or a fragment of one, or --case");
    part = from_config(options);
    part.method = options.method;
    part.seed = options.seed;
    for (const std::string& input : options.inputs) part.shapes.push_back(numbers("--input", input));
    if (part.shapes.empty()) fail("--input gives the shape of each input: --input 2,128,8,8 --input 2,128,4,4");
    if (!options.batch.empty()) part.batch = numbers("--batch", options.batch);
    part.backends = options.backends;
    if (!options.deploy_config.empty()) {
      const config::Value deploy = config::load(options.deploy_config);
      part.deploy_config = deploy.repr();
      const config::Value* backend = package::find_dict(&deploy, "backend_config");
      if (part.backends.empty() && backend != nullptr && backend->contains("type"))
        part.backends = {backend->at("type").as_string()};
    }
    if (part.backends.empty()) part.backends = extend::testing::all();
    for (const std::string& backend : part.backends) backend::get(backend);
  }
  part.plugins = plugins_in_use();
  const PartOutcome outcome = check_part(part, options.save);
  fmt::print("{}", outcome.text);
  std::fflush(stdout);
  if (outcome.passed) return 0;
  std::fprintf(stderr, "slipway: error: the deployed part does not compute what PyTorch computes\n");
  return kDifferent;
}

}  // namespace slipway::convert
