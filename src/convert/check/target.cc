// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/check/target.h"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/io.h"
#include "base/strings.h"
#include "config/scope.h"
#include "convert/precision.h"
#include "plugin/plugin.h"

namespace slipway::convert {
namespace {

/// What a deploy config says where nobody says anything; limits that cut little, so that much is compared.
constexpr const char* kUsual = R"(
codebase_config = dict(post_processing=dict(score_threshold=0.05, confidence_threshold=0.005, iou_threshold=0.5,
                       max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100, background_label_id=-1))
)";

constexpr const char* kUsualIr = R"(
ir = dict(type='onnx', export_params=True, keep_initializers_as_inputs=False, opset_version=11, save_file='end2end.onnx',
          input_names=['input'], output_names=['output'], input_shape=None, optimize=True)
)";

std::string codebase_for(const std::string& scope) {
  const std::vector<std::string> fitting = config::codebases_for(scope);
  return fitting.empty() ? config::codebases().front() : fitting.front();
}

config::Value deploy_config_for(const PartCase& part, const std::string& backend, const task::Task* task) {
  config::Value config = config::parse(kUsual, "(the usual deploy config of check-module)");
  config::Value codebase = config.at("codebase_config");
  codebase.set_item("type", codebase_for(part.scope));
  codebase.set_item("task", std::string(task != nullptr ? task->name : std::string_view(task::tasks().keys().front())));
  config.set_item("codebase_config", codebase);
  config::Value backend_config = config::Value::dict();
  backend_config.set_item("type", backend);
  config.set_item("backend_config", backend_config);
  config::Value ir = config::parse(kUsualIr).at("ir");
  if (const std::string type = backend::get(backend).capabilities().ir; type != "onnx") {
    ir.set_item("type", type);
    ir.set_item("save_file", "end2end.pt");
  }
  config.set_item("ir_config", ir);
  if (part.deploy_config.empty()) return config;
  const config::Value given = config::parse("given = " + part.deploy_config, "(the deploy config)").at("given");
  const config::Value* own = given.find("backend_config");
  const bool fits = own != nullptr && own->is_dict() && own->contains("type") && own->at("type").as_string() == backend;
  for (const auto& [key, value] : given.as_dict()) {
    std::string name = key.as_string();
    const bool of_backend = name == "backend_config" || name == "onnx_config" || name == "ir_config";
    if (name == "onnx_config") name = "ir_config";
    if (fits || !of_backend) config.set_item(std::string_view(name), value);
  }
  return config;
}

/// The file of the library that `name` of the dynamic linker's list is, where that is a plugin.
int add_if_plugin(dl_phdr_info* info, size_t, void* files) {
  if (info->dlpi_name == nullptr || *info->dlpi_name == '\0') return 0;
  void* library = dlopen(info->dlpi_name, RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) return 0;
  Dl_info found{};
  const void* entry = dlsym(library, "slipway_plugin_v1");
  // The symbol may be that of a library it is linked with.
  if (entry != nullptr && dladdr(entry, &found) != 0 && std::string_view(found.dli_fname) == info->dlpi_name)
    static_cast<std::vector<std::string>*>(files)->push_back(std::filesystem::canonical(info->dlpi_name).string());
  dlclose(library);
  return 0;
}

}  // namespace

config::Value model_around(const config::Value& part, const std::string& scope) {
  if (part.contains("head") || part.contains("bbox_head")) {
    config::Value whole = config::Value::dict();
    whole.set_item("model", part);
    whole.set_item("default_scope", scope);
    return whole;
  }
  config::Value model = config::Value::dict();
  model.set_item("type", "part");
  model.set_item("head", part);
  if (const config::Value* settings = part.find("test_cfg")) model.set_item("test_cfg", *settings);
  config::Value whole = config::Value::dict();
  whole.set_item("model", model);
  whole.set_item("default_scope", scope);
  return whole;
}

Target make_target(const PartCase& part, const std::string& backend, const task::Task* task) {
  Target target;
  target.capabilities = backend::get(backend).capabilities();
  target.deploy = package::read_deploy_config(deploy_config_for(part, backend, task), backend::known_backends());
  target.deploy.fit_to_backend(target.capabilities);
  require_known_precision(target.deploy, "the deploy config");
  require_supported_precision(target.deploy, "the deploy config");
  if (target.deploy.precision != "FP32")
    fail("the deploy config asks for {}; a part alone is compared in FP32", target.deploy.precision);
  target.batches = part.batch;
  if (!target.capabilities.batches && !target.batches.empty()) {
    target.batches.clear();
    target.note = backend + " runs one image at a time";
  }
  return target;
}

std::unique_ptr<backend::Session> open_exported(const Target& target, const lower::Exported& exported,
                                                const std::filesystem::path& folder) {
  const backend::Backend& backend = backend::get(target.deploy.backend);
  const std::filesystem::path model = folder / target.deploy.save_file;
  io::write_file(model, exported.bytes);
  const std::vector<std::filesystem::path> files =
      backend.compile(model, config::to_json(target.deploy.config.at("backend_config")));
  return backend.open(files, {.device = "cpu", .threads = 1});
}

std::filesystem::path new_case_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "slipway-case-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) fail("{}: cannot make a folder for the case", pattern);
  return pattern;
}

std::vector<std::string> plugins_in_use() {
  std::vector<std::string> files;
  for (const plugin::Loaded& plugin : plugin::loaded()) files.push_back(plugin.file.string());
  std::vector<std::string> linked;
  dl_iterate_phdr(add_if_plugin, &linked);
  for (const std::string& file : linked)
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  return files;
}

}  // namespace slipway::convert
