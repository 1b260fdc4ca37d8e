// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What stands for the Python modules that a config imports.
#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/strings.h"
#include "config/args.h"
#include "config/scope.h"
#include "plugin/plugin.h"
#include "plugin/search.h"

namespace slipway::plugin {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path>& search_folders() {
  static std::vector<fs::path> folders;
  return folders;
}

/// Names without "lib" and ".so" that a plugin for the module may have: "projects.hand.my_models" may be
/// libprojects_hand_my_models.so or libmy_models.so, "my_models.heads" libmy_models_heads.so or libmy_models.so.
std::vector<std::string> library_names(const std::string& module) {
  const std::vector<std::string> parts = split(module, '.');
  std::vector<std::string> names{join(parts, "_"), parts.back(), parts.front()};
  std::vector<std::string> unique;
  for (const std::string& name : names)
    if (std::find(unique.begin(), unique.end(), name) == unique.end()) unique.push_back(name);
  return unique;
}

bool is_imported(const std::string& module) {
  const std::vector<std::string> names = library_names(module);
  return std::any_of(loaded().begin(), loaded().end(), [&](const Loaded& plugin) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return plugin.file.filename() == "lib" + name + ".so"; });
  });
}

fs::path folder_of(const config::Value& config) {
  const auto& file = config.location().file;
  return file && !file->empty() ? fs::absolute(*file).parent_path() : fs::path();
}

/// @param imports the `custom_imports` @param config_folder of the config that has it, directly or by its base
void import_module(const std::string& module, const config::Value& imports, const fs::path& config_folder) {
  if (config::has_package(module) || is_imported(module)) return;
  for (const fs::path& file : plugin_files(module, config_folder)) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) continue;
    with_context(fmt::format("{}: the plugin for the Python module '{}'", config::place(imports), module),
                 [&] { load({file.string()}); });
    return;
  }
  std::vector<std::string> folders{config_folder.string()};
  for (const fs::path& folder : search_folders()) folders.push_back(folder.string());
  log::debug("{} imports the Python module '{}', for which there is no plugin in {}", config::place(imports), module,
             join(folders, ", "));
  config::add_unknown_type_hint(
      fmt::format("the config imports the Python module '{}' (custom_imports), which Slipway does not run: bring what "
                  "it defines as "
                  "a plugin lib{}.so, beside the config or by --plugin ('slipway new model' writes one; looked in {}), "
                  "or export the "
                  "network as a program where it was trained",
                  module, library_names(module).back(), join(folders, ", ")));
}

}  // namespace

void add_search_folder(const fs::path& folder) {
  std::vector<fs::path>& folders = search_folders();
  if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
}

std::vector<fs::path> plugin_files(const std::string& module, const fs::path& config_folder) {
  std::vector<fs::path> folders;
  if (!config_folder.empty()) folders.push_back(config_folder);
  folders.insert(folders.end(), search_folders().begin(), search_folders().end());
  std::vector<fs::path> files;
  for (const std::string& name : library_names(module))
    for (const fs::path& folder : folders) files.push_back(folder / ("lib" + name + ".so"));
  return files;
}

void load_imports(const config::Value& config) {
  const config::Value* imports = config.find("custom_imports");
  if (imports == nullptr || imports->is_none()) return;
  const config::Value* modules = imports->is_dict() ? imports->find("imports") : nullptr;
  if (modules == nullptr) fail("{}: custom_imports is a dict(imports=['module', ...])", config::place(*imports));
  if (modules->is_string()) return import_module(modules->as_string(), *imports, folder_of(config));
  for (const config::Value& module : modules->as_sequence())
    import_module(module.as_string(), *imports, folder_of(config));
}

}  // namespace slipway::plugin
