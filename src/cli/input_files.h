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

/// Adds --config-root, for commands that read configs.
void add_config_roots(CLI::App& command, std::vector<std::string>& roots);
/// Adds --key-map, for commands that read checkpoints.
void add_key_map(CLI::App& command, std::string& file);

}  // namespace slipway::cli
