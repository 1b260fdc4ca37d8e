// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/input_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/strings.h"
#include "config/config_command.h"
#include "config/packages.h"
#include "plugin/plugin.h"

namespace slipway::cli {
namespace {

/// What require_files() calls a deploy config.
constexpr std::string_view kDeployConfig = "deploy config";

/// Plugins that the model config imports, which may have the deploy config or its bases. What is wrong with the model
/// config is told by who reads it next.
void load_imports_of(const std::string& model_config, const std::vector<std::string>& config_roots) {
  config::Value model;
  try {
    model = config::load(model_config, config::parse_config_roots(config_roots));
  } catch (const Error&) {
    return;
  }
  plugin::load_imports(model);
}

}  // namespace

void require_files(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<std::string> problems;
  for (const auto& [what, path] : files) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
      problems.push_back(fmt::format("{} {}: no such file{}", what, path,
                                     what == kDeployConfig ? config::packaged_config_hint(path) : ""));
    else if (std::filesystem::is_directory(path, ignored))
      problems.push_back(fmt::format("{} {}: is a folder, not a file", what, path));
    else if (access(path.c_str(), R_OK) != 0)
      problems.push_back(fmt::format("{} {}: {}", what, path, std::strerror(errno)));
  }
  if (!problems.empty()) throw Error(join(problems, "; "));
}

void find_deploy_config(std::string& deploy_config, const std::string& model_config,
                        const std::vector<std::string>& config_roots) {
  std::error_code ignored;
  if (!model_config.empty() && std::filesystem::is_regular_file(model_config, ignored))
    load_imports_of(model_config, config_roots);
  if (deploy_config.empty() || std::filesystem::exists(deploy_config, ignored)) return;
  const std::filesystem::path found = config::find_packaged_config(deploy_config);
  if (!found.empty()) deploy_config = found.string();
}

void add_key_map(CLI::App& command, std::string& file) {
  command
      .add_option("--key-map", file,
                  "for weights of another library: a config with `revise_keys`, a list of (pattern, replacement) as "
                  "mmengine's load_checkpoint takes it, or `names`, a dict of names, old to new")
      ->type_name("FILE");
}

void add_config_roots(CLI::App& command, std::vector<std::string>& roots) {
  command
      .add_option(
          "--config-root", roots,
          "folder of a package that bases refer to as PACKAGE::path, where it lies neither beside the config nor in "
          "the active Python environment; may be repeated")
      ->type_name("PACKAGE=DIR")
      ->take_all()
      ->allow_extra_args(false);
}

}  // namespace slipway::cli
