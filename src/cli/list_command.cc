// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/validators.h"
#include "cli/versions.h"
#include "config/packages.h"
#include "convert/interface.h"
#include "evaluate/command/interface.h"
#include "plugin/plugin.h"

namespace slipway::cli {
namespace {

void list_backends() {
  for (const BackendLine& line : backend_lines(false)) std::printf("%-12s %s\n", line.name.c_str(), line.text.c_str());
  std::printf("not supported yet: %s\n", unsupported_backends().c_str());
  std::printf("slipway check-env loads those that are installed, and says their versions\n");
}

void list_configs() {
  for (const std::string& name : config::packaged_configs()) std::printf("%s\n", name.c_str());
}

void list_plugins() {
  for (const plugin::Loaded& plugin : plugin::loaded()) {
    std::printf("%s\n", plugin.file.c_str());
    for (const std::string& entry : plugin.registered) std::printf("  %s\n", entry.c_str());
  }
}

}  // namespace

void add_list_command(CLI::App& app, int& exit_code) {
  auto what = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("list", "Lists the models, operators, backends and so on that this version supports");
  one_of(command->add_option("what", *what, "what to list")->required(),
         {"models", "rewriters", "operators", "backends", "transforms", "datasets", "metrics", "configs", "plugins"});
  command->callback([what, &exit_code] {
    exit_code = 0;
    if (*what == "backends")
      list_backends();
    else if (*what == "configs")
      list_configs();
    else if (*what == "plugins")
      list_plugins();
    else if (*what == "metrics" || *what == "datasets")
      evaluate::evaluate_library().list(*what);
    else
      convert::convert_library().list(*what);
  });
}

}  // namespace slipway::cli
