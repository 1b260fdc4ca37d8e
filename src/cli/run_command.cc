// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway run`: what a model directory finds in images and videos.
#include <memory>

#include "base/load_library.h"
#include "cli/commands.h"
#include "cli/validators.h"
#include "run/options.h"

namespace slipway::cli {
namespace {

constexpr const char* kRunNotes =
    "Examples:\n"
    "  slipway run rtmdet_s street.jpg photos/ --out found --draw\n"
    "  slipway run rtmdet_s walk.mp4 --pipeline rtmpose_m --json > poses.json\n"
    "Ctrl-C ends it after the images that are being computed; what was found is kept (exit code 130).";

const run::Library& run_library() {
  static const run::Library* const library = [] {
    void* entry =
        load_entry("libslipway_run.so", "slipway_run_entry", "what runs models", "the installation is not complete");
    return reinterpret_cast<decltype(&slipway_run_entry)>(entry)();
  }();
  return *library;
}

constexpr const char* kRepositoryNotes =
    "The repository holds the network; clients make its input and decode its outputs as pipeline.json beside it says.\n"
    "Example:\n"
    "  slipway export-repository rtmdet_s models --format triton";

}  // namespace

void add_export_repository_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<run::RepositoryOptions>();
  CLI::App* command =
      app.add_subcommand("export-repository", "Writes a model directory as a model repository of an inference server");
  command->footer(kRepositoryNotes);
  command->option_defaults()->group("Inputs");
  command->add_option("model", options->model, "model directory, as 'deploy --dump-info' writes it")
      ->required()
      ->type_name("DIR");
  command->option_defaults()->group("Output");
  command->add_option("destination", options->destination, "folder of the repository")->required()->type_name("DIR");
  one_of(command->add_option("--format", options->format, "whose: Triton's, or OpenVINO Model Server's")->required(),
         {"triton", "ovms"});
  command->add_option("--name", options->name, "of the model (default the directory's)")->type_name("NAME");
  command
      ->add_option("--max-batch", options->max_batch, "requests that Triton may put together, where the batch is open")
      ->check(whole_number(1))
      ->capture_default_str();
  command->add_option("--batch-wait", options->wait_us, "microseconds that Triton waits for more requests")
      ->check(whole_number(0))
      ->capture_default_str();
  command->callback([options, &exit_code] { exit_code = run_library().export_repository(*options); });
}

void add_run_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<run::Options>();
  CLI::App* command = app.add_subcommand("run", "Runs a model directory on images and videos");
  command->footer(kRunNotes);

  command->option_defaults()->group("Inputs");
  command->add_option("model", options->model, "model directory, as 'deploy --dump-info' writes it")
      ->required()
      ->type_name("DIR");
  command->add_option("inputs", options->inputs, "images, folders of images, videos")
      ->required()
      ->type_name("FILE|DIR");
  command
      ->add_option("--pipeline", options->pose,
                   "model directory of a top-down pose model, which looks at what the first one finds")
      ->type_name("DIR");
  command
      ->add_option("--det-class", options->detector_class,
                   "class of the boxes that the pose model gets, its name or number (person)")
      ->type_name("CLASS");
  command->add_option("--det-score-thr", options->detector_threshold, "boxes of lower scores are left out")
      ->capture_default_str();

  command->option_defaults()->group("Execution");
  command->add_option("--batch", options->batch, "images that go through the network together")
      ->check(whole_number(1))
      ->capture_default_str();
  command
      ->add_option("--threads", options->threads,
                   "threads of the model (by default the backend chooses, mostly all processors)")
      ->check(whole_number(1));
  command->add_option("--device", options->device, "cpu, cuda:N or what else the backend knows (OpenVINO: auto)")
      ->type_name("DEVICE")
      ->capture_default_str();

  command->option_defaults()->group("Output");
  command->add_option("--out", options->out, "folder of results.json, pictures and maps of classes")->type_name("DIR");
  command->add_flag("--draw", options->draw, "pictures of the results in --out");
  command->add_option("--draw-score-thr", options->draw_threshold, "lowest score that is drawn and counted")
      ->capture_default_str();
  command->add_flag("--json", options->json, "print the results as JSON on standard output, and nothing else");
  command->callback([options, &exit_code] { exit_code = run_library().run(*options); });
}

}  // namespace slipway::cli
