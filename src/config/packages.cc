// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/packages.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::config {
namespace {

std::vector<ConfigPackage>& all_config_packages() {
  static std::vector<ConfigPackage> packages;
  return packages;
}

std::string asked_as(const ConfigPackage& package, const std::string& config) {
  return package.name == kShippedPackage ? config : package.name + "::" + config;
}

/// The path in a package's folder that is meant, and the package's name, "" for any.
std::pair<std::string, std::string> parts_of(const std::string& name) {
  std::string package, path = name;
  if (const size_t colons = name.find("::"); colons != std::string::npos) {
    package = name.substr(0, colons);
    path = name.substr(colons + 2);
  }
  path = std::filesystem::path(path).lexically_normal().generic_string();
  // As the shipped ones are written in the documentation.
  if (package.empty() && starts_with(path, "configs/")) path = path.substr(8);
  if (!ends_with(path, ".py")) path += ".py";
  return {package, path};
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void add_config_package(const std::string& name, const std::filesystem::path& folder) {
  std::vector<ConfigPackage>& all = all_config_packages();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ConfigPackage& p) { return p.name == name; });
  if (found == all.end())
    all.push_back({name, folder});
  else
    found->folder = folder;
}

const std::vector<ConfigPackage>& config_packages() { return all_config_packages(); }

const ConfigPackage* find_config_package(const std::string& name) {
  for (const ConfigPackage& package : all_config_packages())
    if (package.name == name) return &package;
  return nullptr;
}

std::vector<std::string> configs_of(const ConfigPackage& package) {
  namespace fs = std::filesystem;
  std::vector<std::string> configs;
  std::error_code ignored;
  for (auto entry = fs::recursive_directory_iterator(package.folder, ignored);
       entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
    if (entry->path().filename() == "_base_") entry.disable_recursion_pending();
    if (entry->path().extension() == ".py" && entry->is_regular_file(ignored))
      configs.push_back(entry->path().lexically_relative(package.folder).generic_string());
  }
  std::sort(configs.begin(), configs.end());
  return configs;
}

std::vector<std::string> packaged_configs() {
  std::vector<std::string> names;
  for (const ConfigPackage& package : all_config_packages())
    for (const std::string& config : configs_of(package)) names.push_back(asked_as(package, config));
  return names;
}

std::filesystem::path find_packaged_config(const std::string& name) {
  const auto [wanted, path] = parts_of(name);
  const bool bare = path.find('/') == std::string::npos;
  std::vector<std::filesystem::path> files;
  std::vector<std::string> names;
  for (const ConfigPackage& package : all_config_packages()) {
    if (!wanted.empty() && package.name != wanted) continue;
    for (const std::string& config : configs_of(package)) {
      if (config != path && !(bare && file_name(config) == path)) continue;
      files.push_back(package.folder / config);
      names.push_back(asked_as(package, config));
    }
  }
  if (files.size() > 1) fail("deploy config {}: it may be {}; say which", name, quoted_choice(names));
  return files.empty() ? std::filesystem::path() : files.front();
}

std::string packaged_config_hint(const std::string& name) {
  const auto [wanted, path] = parts_of(name);
  const std::vector<std::string> known = packaged_configs();
  // By the whole name first; then by that of the file, which users mistype less often than its folder.
  std::vector<std::string> near = nearest(wanted.empty() ? path : wanted + "::" + path, known);
  if (near.empty()) {
    std::vector<std::string> files;
    for (const std::string& config : known) files.push_back(file_name(config.substr(config.rfind(':') + 1)));
    for (const std::string& file : nearest(file_name(path), files))
      for (size_t i = 0; i < known.size(); ++i)
        if (files[i] == file && std::find(near.begin(), near.end(), known[i]) == near.end()) near.push_back(known[i]);
  }
  std::string hint = near.empty() ? "" : "; did you mean " + quoted_choice(near) + "?";
  if (!known.empty()) hint += " ('slipway list configs' lists those that come with Slipway and with plugins)";
  return hint;
}

}  // namespace slipway::config
