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

namespace slipway::cli {

void require_files(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<std::string> problems;
  for (const auto& [what, path] : files) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
      problems.push_back(fmt::format("{} {}: no such file", what, path));
    else if (std::filesystem::is_directory(path, ignored))
      problems.push_back(fmt::format("{} {}: is a folder, not a file", what, path));
    else if (access(path.c_str(), R_OK) != 0)
      problems.push_back(fmt::format("{} {}: {}", what, path, std::strerror(errno)));
  }
  if (!problems.empty()) throw Error(join(problems, "; "));
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
