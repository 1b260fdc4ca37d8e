// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway config`: what a config says.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "config/config_command.h"

namespace slipway::cli {

void add_config_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("config", "Show a config with its bases merged in, as mmengine's pretty_text");
  auto options = std::make_shared<config::ConfigCommandOptions>();
  command->add_option("file", options->file, "The config (.py, .json, .yaml)")->type_name("FILE")->required();
  command->add_option("key", options->key, "Show one value only, e.g. model.backbone.depth or train_pipeline.0")
      ->type_name("KEY");
  command->add_flag("--json", options->json, "Print JSON");
  command->add_flag("--origin", options->origin, "Print every value with the file and line that set it");
  command
      ->add_option("--diff", options->diff,
                   "Print the values in which another config differs: - this one's, + the other's")
      ->type_name("OTHER");
  command
      ->add_option("--cfg-options", options->cfg_options, "Change values, by mmengine's rules: a.b=1 c='[1,2]' d.0.e=x")
      ->type_name("KEY=VALUE ...")
      ->take_all()
      ->allow_extra_args();
  command
      ->add_option("--config-root", options->config_roots,
                   "Folder of a package that bases refer to as PACKAGE::path; may be repeated")
      ->type_name("PACKAGE=DIR")
      ->take_all()
      ->allow_extra_args(false);
  command->callback([options, &exit_code] {
    const std::string text = config::run_config_command(*options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    exit_code = std::fflush(stdout) == 0 ? 0 : 2;
  });
}

}  // namespace slipway::cli
