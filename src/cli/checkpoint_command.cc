// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway checkpoint`: what is inside a checkpoint.
#include <cstdio>
#include <memory>

#include "checkpoint/command.h"
#include "cli/commands.h"
#include "cli/input_files.h"
#include "config/key_map.h"

namespace slipway::cli {

void add_checkpoint_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<checkpoint::CheckpointCommandOptions>();
  auto key_map = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "checkpoint", "Shows what is inside a checkpoint without running anything in it, compares two, converts one");
  command->footer(
      "Examples:\n"
      "  slipway checkpoint epoch_100.pth --list\n"
      "  slipway checkpoint epoch_100.pth --diff epoch_90.pth\n"
      "  slipway checkpoint epoch_100.pth --to epoch_100.safetensors");

  command->option_defaults()->group("Inputs");
  command->add_option("file", options->file, "the checkpoint (.pth of any PyTorch version, .safetensors)")
      ->type_name("CHECKPOINT")
      ->required();
  command->add_option("--diff", options->diff, "compare with another: missing tensors, shapes, types, values")
      ->type_name("CHECKPOINT");

  add_key_map(*command, *key_map);

  command->option_defaults()->group("Output");
  command->add_flag("--list", options->list, "a line for each tensor: shape, bytes, sum, smallest and largest value");
  command->add_flag("--json", options->json, "print JSON on standard output, and nothing else");
  command->add_option("--to", options->to, "write weights and meta to a new .safetensors or .pth file")
      ->type_name("FILE");
  command->callback([options, key_map, &exit_code] {
    require_files({{"checkpoint", options->file}});
    if (!options->diff.empty()) require_files({{"checkpoint", options->diff}});
    if (!key_map->empty()) {
      require_files({{"--key-map", *key_map}});
      options->new_names = [map = config::KeyMap(*key_map)](const auto& names) { return map.apply(names); };
    }
    const std::string text = checkpoint::run_checkpoint_command(*options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    exit_code = std::fflush(stdout) == 0 ? 0 : 2;
  });
}

}  // namespace slipway::cli
