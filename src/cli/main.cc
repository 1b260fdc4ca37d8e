// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The program: options, the subcommands, and what an error looks like from outside.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/strings.h"
#include "cli/command_table.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/plugins.h"
#include "cli/shipped_configs.h"
#include "cli/versions.h"
#include "config/packages.h"

namespace {

constexpr int kInternalError = 1;
constexpr int kBadInput = 2;
constexpr int kVerificationFailed = 3;

void print_error(const char* text) { std::fprintf(stderr, "slipway: error: %s\n", text); }

/// What is wrong with the command line, as one sentence.
std::string describe(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> rest = app.remaining();
  if (app.get_subcommands().empty() && !rest.empty()) {
    std::vector<std::string> commands;
    for (const slipway::cli::CommandEntry& command : slipway::cli::command_table(app).commands)
      commands.push_back(slipway::cli::short_name(command));
    return fmt::format("unknown command '{}'{}", rest.front(), slipway::did_you_mean(rest.front(), commands));
  }
  return fmt::format("{}; --help shows what there is", error.what());
}

/// `--version` alone, and `--version --json`.
void add_version(CLI::App& app, bool& json) {
  // Options run in the order in which they were added: when the second does, the first is known.
  CLI::Option* as_json = app.add_flag("--json", json, "with --version: print the versions of everything as JSON");
  CLI::Option* version = app.add_flag_callback(
      "--version", [&json] { throw CLI::CallForVersion(slipway::cli::version_text(json), 0); }, "print the version");
  as_json->needs(version);
}

int run(int argc, char** argv) {
  CLI::App app{
      "Takes a trained OpenMMLab model to where it runs, and proves that it computes there what PyTorch computes."};
  app.name("slipway");
  app.footer(
      "'slipway COMMAND --help' shows the options of a command.\n"
      "Exit codes: 0 done, 1 internal error, 2 bad input, 3 the converted model differs from PyTorch");
  slipway::cli::use_help_text(app);
  app.set_help_flag("-h,--help", "print this text");
  bool json = false;
  add_version(app, json);
  app.require_subcommand(1);
  int exit_code = 0;
  slipway::cli::add_deploy_command(app, exit_code);
  slipway::cli::add_convert_command(app, exit_code);
  slipway::cli::add_run_command(app, exit_code);
  slipway::cli::add_export_repository_command(app, exit_code);
  slipway::cli::add_test_command(app, exit_code);
  slipway::cli::add_profile_command(app, exit_code);
  slipway::cli::add_evaluate_command(app, exit_code);
  slipway::cli::add_config_command(app, exit_code);
  slipway::cli::add_checkpoint_command(app, exit_code);
  slipway::cli::add_inspect_command(app, exit_code);
  slipway::cli::add_check_module_command(app, exit_code);
  slipway::cli::add_new_command(app, exit_code);
  slipway::cli::add_list_command(app, exit_code);
  slipway::cli::add_check_env_command(app, exit_code);
  slipway::cli::add_completion_command(app, exit_code);
  slipway::cli::add_plugin_options(app);
  if (const auto folder = slipway::cli::shipped_configs(); !folder.empty())
    slipway::config::add_config_package(slipway::config::kShippedPackage, folder);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // Help and version are "errors" to CLI11; whatever else it says is about bad options.
    if (e.get_exit_code() == 0) return app.exit(e);
    print_error(describe(app, e).c_str());
    return kBadInput;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // Before any library reads them: idle OpenMP threads must not spin (beside another busy process every operator would
  // take 20 ms), and ONNX Runtime must send nothing home.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  setenv("ORT_DISABLE_TELEMETRY", "1", 1);
  slipway::cleanup::remove_on_signals();
  try {
    return run(argc, argv);
  } catch (const slipway::Error& e) {
    print_error(e.what());
    return e.kind() == slipway::ErrorKind::kVerification ? kVerificationFailed : kBadInput;
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return kBadInput;
  } catch (const std::exception& e) {
    std::fprintf(stderr,
                 "slipway: internal error: %s\nThis is a bug of Slipway; please report it with the command line and "
                 "this text.\n",
                 e.what());
    return kInternalError;
  }
}
