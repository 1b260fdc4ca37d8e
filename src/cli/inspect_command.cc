// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"

namespace slipway::cli {

void add_inspect_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<convert::InspectOptions>();
  CLI::App* command =
      app.add_subcommand("inspect", "Prints the graph that is captured from a model, as text that reads back");
  command->footer(
      "Examples:\n"
      "  slipway inspect deploy.py model.py model.pth street.jpg --summary\n"
      "  slipway inspect deploy.py model.py model.pth street.jpg --raw > graph.txt");

  command->option_defaults()->group("Inputs");
  command->add_option("deploy_cfg", options->deploy_config, "deploy config")->required()->type_name("DEPLOY_CFG");
  command->add_option("model_cfg", options->model_config, "model config")->required()->type_name("MODEL_CFG");
  command->add_option("checkpoint", options->checkpoint, "the trained weights (.pth, .safetensors)")
      ->required()
      ->type_name("CHECKPOINT");
  command->add_option("img", options->image, "image; its size after the test pipeline is the size of the graph's input")
      ->required()
      ->type_name("IMG");
  command->add_option("--cfg-options", options->config_options, "changes to either config, as for 'deploy'")
      ->type_name("KEY=VALUE");
  add_config_roots(*command, options->config_roots);

  command->option_defaults()->group("Output");
  command->add_flag("--raw", options->raw, "as captured, before any pass");
  command->add_flag("--summary", options->summary, "operators with their counts instead of the text");

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->callback([options, &exit_code] {
    require_files({{"deploy config", options->deploy_config},
                   {"model config", options->model_config},
                   {"checkpoint", options->checkpoint},
                   {"image", options->image}});
    exit_code = convert::convert_library().inspect(*options);
  });
}

}  // namespace slipway::cli
