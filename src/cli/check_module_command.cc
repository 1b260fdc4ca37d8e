// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"

namespace slipway::cli {

void add_check_module_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<convert::CheckModuleOptions>();
  CLI::App* command = app.add_subcommand(
      "check-module",
      "Compares a part of a model with PyTorch: rewritten on LibTorch, and on backends; random weights");
  command->footer(
      "Examples:\n"
      "  slipway check-module model.py --part model.head --method predict \\\n"
      "    --input 2,128,8,8 --input 2,128,4,4 --input 2,128,2,2 --batch 1,2,3\n"
      "  slipway check-module \"dict(type='GlobalAveragePooling')\" --scope mmpretrain --input 2,64,7,7\n"
      "  slipway check-module --case /tmp/slipway-case-x1y2z3\n"
      "Exit code 3: the deployed part differs from PyTorch; the case is saved then, and the last line runs it again.");

  command->option_defaults()->group("Inputs");
  command
      ->add_option("module", options->part_or_config, "a model config, or a fragment of one: \"dict(type='ReLU', ...)\"")
      ->type_name("MODEL_CFG|FRAGMENT");
  command->add_option("--part", options->path, "which part of the config, as model.head (default model)")
      ->type_name("KEY");
  command
      ->add_option("--scope", options->scope, "library in which types without one are looked up (default the config's)")
      ->type_name("NAME");
  command->add_option("--method", options->method, "forward, or predict: what a head or network returns when deployed")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--input", options->inputs, "shape of an input; may be repeated")
      ->expected(1)
      ->take_all()
      ->type_name("N,C,H,W");
  command->add_option("--batch", options->batch, "batch sizes to run with, as 1,2,3: the batch is a dynamic axis then")
      ->type_name("N,N");
  command->add_option("--seed", options->seed, "of weights and inputs")->capture_default_str();
  command->add_option("--case", options->saved, "run a saved case again")->type_name("DIR");

  command->option_defaults()->group("Deployment");
  command->add_option("--backend", options->backends, "backend to run on; may be repeated (default all that are there)")
      ->expected(1)
      ->take_all()
      ->type_name("NAME");
  command->add_option("--deploy-cfg", options->deploy_config, "deploy config, for its backend and post_processing")
      ->type_name("DEPLOY_CFG");

  command->option_defaults()->group("Output");
  command->add_option("--save", options->save, "save the case: config, weights, inputs")->type_name("DIR");

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->callback([options, &exit_code] {
    find_deploy_config(options->deploy_config, "", {});
    if (!options->deploy_config.empty()) require_files({{"deploy config", options->deploy_config}});
    exit_code = convert::convert_library().check_module(*options);
  });
}

}  // namespace slipway::cli
