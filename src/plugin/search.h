// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::plugin {

/// Adds a folder in which plugins are looked for by the name of a Python module.
void add_search_folder(const std::filesystem::path& folder);
/// The files that the Python module `module` ("my_models", "projects.hand.my_models") may be a plugin as, best first.
/// @param config_folder searched before all others; "" for none
std::vector<std::filesystem::path> plugin_files(const std::string& module, const std::filesystem::path& config_folder);

}  // namespace slipway::plugin
