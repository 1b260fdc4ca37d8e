// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/plugins.h"

#include <cstdlib>
#include <memory>
#include <set>

#include "base/strings.h"
#include "plugin/plugin.h"

namespace slipway::cli {
namespace {

/// Commands that no plugin can change: a broken one that SLIPWAY_PLUGINS names is no reason for them to fail.
const std::set<std::string>& commands_without_plugins() {
  static const std::set<std::string> names{"check-env", "checkpoint", "completion", "config", "man", "new"};
  return names;
}

/// For the processes that the command starts.
void hand_on(const std::vector<std::string>& files) {
  const char* before = std::getenv("SLIPWAY_PLUGINS");
  std::vector<std::string> all = before == nullptr ? std::vector<std::string>() : split(before, ':');
  for (const std::string& file : files) all.push_back(std::filesystem::absolute(file).string());
  setenv("SLIPWAY_PLUGINS", join(all, ":").c_str(), 1);
}

}  // namespace

void add_plugin_options(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    auto files = std::make_shared<std::vector<std::string>>();
    const bool environment = commands_without_plugins().count(command->get_name()) == 0;
    // `new` has a --plugin of its own.
    if (command->get_option_no_throw("--plugin") != nullptr) continue;
    command->add_option("--plugin", *files, "plugin to load, or a folder of plugins; may be repeated")
        ->expected(1)
        ->take_all()
        ->type_name("FILE|DIR")
        ->group("Plugins");
    command->parse_complete_callback([files, environment] {
      if (environment) plugin::load_environment();
      if (files->empty()) return;
      plugin::load(*files);
      if (environment) hand_on(*files);
    });
  }
}

}  // namespace slipway::cli
