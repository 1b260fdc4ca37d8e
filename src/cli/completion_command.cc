// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway completion` and `slipway man`: texts made of the options of all commands.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/validators.h"

namespace slipway::cli {
namespace {

int print_document(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 2;
}

}  // namespace

void add_completion_command(CLI::App& app, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "Prints a script that completes commands, options and files in a shell");
  one_of(command->add_option("shell", *shell, "the shell that the script is for")->required(), {"bash", "zsh"});
  command->footer(
      "Examples:\n"
      "  source <(slipway completion bash)                   # in ~/.bashrc\n"
      "  slipway completion zsh > ~/.zfunc/_slipway          # a folder of $fpath");
  command->callback([&app, shell, &exit_code] {
    const CommandEntry table = command_table(app);
    exit_code = print_document(*shell == "bash" ? bash_completion(table) : zsh_completion(table));
  });
  // For whoever packages the program; users read the page with man.
  CLI::App* man = app.add_subcommand("man", "Prints the manual page")->group("");
  man->callback([&app, &exit_code] { exit_code = print_document(man_page(command_table(app), SLIPWAY_VERSION)); });
}

}  // namespace slipway::cli
