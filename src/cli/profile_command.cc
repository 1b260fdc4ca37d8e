// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway profile`: models side by side, how fast they are and what they cost.
#include <cmath>
#include <memory>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/profile_library.h"
#include "cli/validators.h"

namespace slipway::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  slipway profile work/onnxruntime work/openvino --threads 1 --image street.jpg\n"
    "  slipway profile work/onnxruntime --batch-size 1,2,8 --plot batches.png\n"
    "  slipway profile a/end2end.onnx b/end2end.xml --shape 640x640 --json\n"
    "A model directory (of 'deploy --dump-info') is measured with its transform and decode stages, a model file "
    "(.onnx, .xml, .pt, .param) alone. Exit code 0 when at least one row was measured, 2 otherwise.";

CLI::Validator seconds() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        double value = 0;
        if (CLI::detail::lexical_cast(text, value) && std::isfinite(value) && value > 0) return "";
        return fmt::format("must be a number of seconds above 0, not {}", text);
      },
      "");
}

/// The program starts itself with this; see profile::Library.
void add_worker_command(CLI::App& app, int& exit_code) {
  auto fd = std::make_shared<int>(-1);
  CLI::App* command = app.add_subcommand("profile-worker", "Started by 'profile'")->group("");
  command->add_option("--fd", *fd, "socket of the program that started this")->required();
  command->callback([fd, &exit_code] { exit_code = profile_library().work(*fd); });
}

}  // namespace

void add_profile_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<profile::Options>();
  CLI::App* command = app.add_subcommand(
      "profile", "Measures models of any backends side by side: latency, images/s, load time, memory, stages");
  command->footer(kExamples);

  command->option_defaults()->group("Inputs");
  command->add_option("models", options->models, "model directories and model files")
      ->required()
      ->type_name("FILE|DIR");
  command
      ->add_option("--shape", options->shape,
                   "HxW, or all axes as in 1x3x640x640: of a file's input where it is dynamic, and of the synthetic "
                   "image (480x640)")
      ->type_name("SHAPE");
  command->add_option("--image", options->images, "images for model directories, in turn, instead of a synthetic one")
      ->type_name("IMG");

  command->option_defaults()->group("Measurement");
  command
      ->add_option("--batch-size", options->batch_sizes, "a row for each: 1,2,8 (default 1, or what the model fixes)")
      ->delimiter(',')
      ->expected(1)
      ->take_all()
      ->check(whole_number(1));
  command
      ->add_option("--threads", options->threads,
                   "threads of the model (by default the backend chooses, mostly all processors)")
      ->check(whole_number(1));
  command->add_option("--warmup", options->warmup, "runs of each row that do not count")
      ->check(whole_number(0))
      ->capture_default_str();
  command->add_option("--iterations,--num-iter", options->iterations, "runs of each row that count")
      ->check(whole_number(1))
      ->capture_default_str();
  command->add_option("--time", options->time_limit, "enough for a row when its counted runs took so long")
      ->type_name("SECONDS")
      ->check(seconds());
  command->add_option("--device", options->device, "cpu, cuda:N or what else the backend knows (OpenVINO: auto)")
      ->type_name("DEVICE")
      ->capture_default_str();

  command->option_defaults()->group("Output");
  command->add_option("--plot", options->plot, "picture of the latencies and images/s (.png)")->type_name("FILE");
  command->add_flag("--json", options->json, "print the table as JSON on standard output, and nothing else");
  command->callback([options, &exit_code] { exit_code = profile_library().profile(*options); });
  add_worker_command(app, exit_code);
}

}  // namespace slipway::cli
