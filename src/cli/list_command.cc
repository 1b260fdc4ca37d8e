// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "convert/interface.h"
#include "evaluate/command/interface.h"
#include "slipway/backend.h"

namespace slipway::cli {
namespace {

void list_backends() {
  for (const std::string& name : backend::known_backends()) {
    const backend::Availability state = backend::installed(name);
    if (state.available)
      std::printf("%-12s installed\n", name.c_str());
    else
      std::printf("%-12s not available: %s\n", name.c_str(), state.reason.c_str());
  }
  std::printf("slipway check-env loads those that are installed, and says their versions\n");
}

}  // namespace

void add_list_command(CLI::App& app, int& exit_code) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("list", "Lists what this version supports");
  command->add_option("what", *what, "models, rewriters, operators, backends, transforms, datasets or metrics")
      ->required()
      ->check(CLI::IsMember({"models", "rewriters", "operators", "backends", "transforms", "datasets", "metrics"}));
  command->callback([what, &exit_code] {
    exit_code = 0;
    if (*what == "backends")
      list_backends();
    else if (*what == "metrics" || *what == "datasets")
      evaluate::evaluate_library().list(*what);
    else
      convert::convert_library().list(*what);
  });
}

}  // namespace slipway::cli
