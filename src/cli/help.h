// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/command_table.h"

namespace slipway::cli {

/// The help of a command: usage, description, options by group, examples. `width` in columns.
std::string help_text(const CommandEntry& command, size_t width);

/// Makes `--help` of an app, and of the subcommands that it gets from then on, help_text() as wide as the terminal.
void use_help_text(CLI::App& app);

}  // namespace slipway::cli
