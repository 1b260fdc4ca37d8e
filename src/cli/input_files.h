// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace slipway::cli {

/// Errors: slipway::Error that lists all (what, path) pairs which are no readable files.
void require_files(const std::vector<std::pair<std::string, std::string>>& files);

/// Puts the file in the place of a deploy config's name: of one that comes with the program, or with a plugin that was
/// loaded or that the model config imports ("mmpose/x.py", "my_models::x.py", "x.py"). A file that is there is left
/// alone, and so is a name that nothing has. Errors: slipway::Error for a name that several have; those of the plugin.
/// @param model_config "" for none @param config_roots of --config-root
void find_deploy_config(std::string& deploy_config, const std::string& model_config,
                        const std::vector<std::string>& config_roots);

/// Adds --config-root, for commands that read configs.
void add_config_roots(CLI::App& command, std::vector<std::string>& roots);
/// Adds --key-map, for commands that read checkpoints.
void add_key_map(CLI::App& command, std::string& file);

}  // namespace slipway::cli
