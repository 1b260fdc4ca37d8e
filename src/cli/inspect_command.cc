// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"
#include "slipway/error.h"

namespace slipway::cli {

void add_inspect_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<convert::InspectOptions>();
  CLI::App* command =
      app.add_subcommand("inspect", "Prints the graph that is captured from a model, as text that reads back");
  command->footer(
      "Examples:\n"
      "  slipway inspect deploy.py model.py model.pth street.jpg --summary\n"
      "  slipway inspect deploy.py model.py model.pth street.jpg --raw > graph.txt\n"
      "  slipway inspect --rewrites model.py");

  command->option_defaults()->group("Inputs");
  command->add_option("deploy_cfg", options->deploy_config, "deploy config")->type_name("DEPLOY_CFG");
  command->add_option("model_cfg", options->model_config, "model config")->type_name("MODEL_CFG");
  command->add_option("checkpoint", options->checkpoint, "the trained weights (.pth, .safetensors)")
      ->type_name("CHECKPOINT");
  command->add_option("img", options->image, "image; its size after the test pipeline is the size of the graph's input")
      ->type_name("IMG");
  command->add_option("--cfg-options", options->config_options, "changes to either config, as for 'deploy'")
      ->type_name("KEY=VALUE");
  add_config_roots(*command, options->config_roots);

  command
      ->add_option(
          "--rewrites", options->rewrites,
          "instead of a graph: the functions and modules of this model that can be replaced, and which rewriter "
          "would fire on which backend")
      ->type_name("MODEL_CFG");

  command->option_defaults()->group("Output");
  command->add_flag("--raw", options->raw, "as captured, before any pass");
  command->add_flag("--summary", options->summary, "operators with their counts instead of the text");

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->callback([options, &exit_code] {
    if (!options->rewrites.empty()) {
      if (!options->deploy_config.empty()) throw Error("--rewrites takes a model config and nothing else");
      require_files({{"model config", options->rewrites}});
      exit_code = convert::convert_library().inspect(*options);
      return;
    }
    if (options->image.empty())
      throw Error(
          "inspect takes DEPLOY_CFG MODEL_CFG CHECKPOINT IMG, or --rewrites MODEL_CFG; --help shows what there is");
    find_deploy_config(options->deploy_config, options->model_config, options->config_roots);
    require_files({{"deploy config", options->deploy_config},
                   {"model config", options->model_config},
                   {"checkpoint", options->checkpoint},
                   {"image", options->image}});
    exit_code = convert::convert_library().inspect(*options);
  });
}

}  // namespace slipway::cli
