// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Texts for shells and manuals, made of the program's own options.
#pragma once

#include <string>

#include "cli/command_table.h"

namespace slipway::cli {

/// A script for bash that completes `slipway` (bash 4.4 or newer; needs nothing of bash-completion).
std::string bash_completion(const CommandEntry& program);

/// The same for zsh: a file `_slipway` of a folder of $fpath.
std::string zsh_completion(const CommandEntry& program);

/// The manual page slipway(1), in troff's man macros.
std::string man_page(const CommandEntry& program, const std::string& version);

}  // namespace slipway::cli
