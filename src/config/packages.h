// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Folders of deploy configs that have a name: those that come with the program ("slipway") and those of plugins. A
/// config of one is a base by `_base_ = 'NAME::path.py'`, and a deploy config by that, by its path in the folder, or by
/// its file name alone. Not thread-safe: they are added before the work begins.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::config {

/// The one that comes with the program.
inline constexpr const char* kShippedPackage = "slipway";

struct ConfigPackage {
  std::string name;
  std::filesystem::path folder;  ///< of its configs
};

/// Adds a folder, or puts it in the place of that which the name had.
void add_config_package(const std::string& name, const std::filesystem::path& folder);
/// All of them, in order.
const std::vector<ConfigPackage>& config_packages();
/// Null where there is none of that name.
const ConfigPackage* find_config_package(const std::string& name);

/// The configs of a package by their paths in its folder ("mmpose/x.py"), sorted; without those that only serve as
/// bases (below a folder `_base_`).
std::vector<std::string> configs_of(const ConfigPackage& package);
/// The configs of all packages as they are asked for: "mmpose/x.py" of those that come with the program,
/// "my_models::x.py" of others.
std::vector<std::string> packaged_configs();

/// The file that `name` stands for: "my_models::x.py", "mmpose/x.py", "configs/mmpose/x.py", or "x.py" where one
/// package has it, each with or without ".py". Empty where there is none. Errors: slipway::Error where several are
/// meant, which lists them.
std::filesystem::path find_packaged_config(const std::string& name);
/// What to do where find_packaged_config() found nothing: near names, and how all are listed.
std::string packaged_config_hint(const std::string& name);

}  // namespace slipway::config
