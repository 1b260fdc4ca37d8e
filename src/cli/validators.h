// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace slipway::cli {

/// Accepts whole numbers from `minimum` on. CLI11's own checks answer with a type error for what is no number, and with
/// all digits of the largest one.
CLI::Validator whole_number(int minimum);

/// Makes the value of an option one of `choices`, which its help, its messages and the shells show. With `ignore_case`
/// it may be written in small or in capital letters; the value becomes as it stands in `choices`.
CLI::Option* one_of(CLI::Option* option, const std::vector<std::string>& choices, bool ignore_case = false);

/// Adds --log-level.
void add_log_level(CLI::App& command, std::string& level);

}  // namespace slipway::cli
