// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace slipway::cli {

/// @name Subcommands
/// Each adds itself to `app`; its callback runs it and stores its exit code. Errors leave the callback as
/// slipway::Error.
/// @{
void add_deploy_command(CLI::App& app, int& exit_code);
void add_convert_command(CLI::App& app, int& exit_code);
void add_inspect_command(CLI::App& app, int& exit_code);
void add_run_command(CLI::App& app, int& exit_code);
void add_export_repository_command(CLI::App& app, int& exit_code);
void add_check_module_command(CLI::App& app, int& exit_code);
void add_new_command(CLI::App& app, int& exit_code);
void add_test_command(CLI::App& app, int& exit_code);
void add_config_command(CLI::App& app, int& exit_code);
void add_checkpoint_command(CLI::App& app, int& exit_code);
void add_check_env_command(CLI::App& app, int& exit_code);
void add_list_command(CLI::App& app, int& exit_code);
void add_evaluate_command(CLI::App& app, int& exit_code);
void add_profile_command(CLI::App& app, int& exit_code);
/// `completion` and `man`, which describe all commands that `app` has when they run.
void add_completion_command(CLI::App& app, int& exit_code);
/// @}

}  // namespace slipway::cli
