// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway config`: what a config says.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "config/config_command.h"

namespace slipway::cli {

void add_config_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("config", "Prints a config with its bases merged in, as mmengine's pretty_text");
  auto options = std::make_shared<config::ConfigCommandOptions>();
  command->footer(
      "Examples:\n"
      "  slipway config rtmdet_s_8xb32-300e_coco.py model.backbone --json\n"
      "  slipway config mine.py --diff theirs.py\n"
      "  slipway config mine.py --origin --cfg-options model.bbox_head.num_classes=3");

  command->option_defaults()->group("Inputs");
  command->add_option("file", options->file, "the config (.py, .json, .yaml)")->type_name("CONFIG")->required();
  command->add_option("key", options->key, "print this value only, e.g. model.backbone.depth or train_pipeline.0")
      ->type_name("KEY");
  command
      ->add_option("--cfg-options", options->cfg_options, "change values, by mmengine's rules: a.b=1 c='[1,2]' d.0.e=x")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args();
  add_config_roots(*command, options->config_roots);

  command->option_defaults()->group("Output");
  command->add_flag("--json", options->json, "print JSON");
  command->add_flag("--origin", options->origin, "print every value with the file and line that set it");
  command
      ->add_option("--diff", options->diff,
                   "print the values in which another config differs: - this one's, + the other's")
      ->type_name("CONFIG");
  command->callback([options, &exit_code] {
    std::string file = options->file.string();
    find_deploy_config(file, "", {});
    options->file = file;
    const std::string text = config::run_config_command(*options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    exit_code = std::fflush(stdout) == 0 ? 0 : 2;
  });
}

}  // namespace slipway::cli
