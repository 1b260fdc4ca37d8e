// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace slipway::cli {

/// Adds --plugin to every command that `app` has by now. Plugins named there, and those of SLIPWAY_PLUGINS where the
/// command looks anything up, are loaded before the command runs.
void add_plugin_options(CLI::App& app);

}  // namespace slipway::cli
