// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"
#include "evaluate/command/interface.h"

namespace slipway::cli {
namespace {

std::unique_ptr<evaluate::Reference> open_reference(const evaluate::ReferenceRequest& request) {
  return convert::convert_library().open_reference(request);
}

/// One folder, or files.
void require_model(const std::vector<std::string>& model) {
  std::error_code ignored;
  if (model.size() == 1 && std::filesystem::is_directory(model.front(), ignored)) return;
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& file : model) files.emplace_back("model", file);
  require_files(files);
}

constexpr const char* kTestExamples =
    "Examples:\n"
    "  slipway test deploy.py model.py --model work_dir --reference model.pth\n"
    "  slipway test deploy.py model.py --model end2end.onnx --limit 500 \\\n"
    "    --batch-size 1 --out predictions.json";

}  // namespace

void add_test_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<evaluate::TestOptions>();
  CLI::App* command = app.add_subcommand(
      "test", "Runs a converted model on the dataset of its config and prints its metrics, beside PyTorch's");
  command->footer(kTestExamples);

  command->option_defaults()->group("Inputs");
  command->add_option("deploy_cfg", options->deploy_config, "deploy config: which backend")
      ->required()
      ->type_name("DEPLOY_CFG");
  command->add_option("model_cfg", options->model_config, "model config: the dataset and the metrics")
      ->required()
      ->type_name("MODEL_CFG");
  command->add_option("--model", options->model, "the folder of 'deploy --dump-info', or the backend's files")
      ->required()
      ->expected(1, -1)
      ->type_name("FILE|DIR");
  command->add_option("--reference", options->reference, "checkpoint or program: PyTorch runs on the same data, for comparison")
      ->type_name("CHECKPOINT");
  add_key_map(*command, options->key_map);
  command->add_flag("--allow-missing", options->allow_missing, "go on when the reference checkpoint lacks weights");
  command->add_option("--cfg-options", options->config_options, "changes to either config, as for 'deploy'")
      ->type_name("KEY=VALUE");
  add_config_roots(*command, options->config_roots);

  command->option_defaults()->group("Data");
  command
      ->add_option("--ann-file", options->ann_file, "annotation file instead of the config's, for dataset and metrics")
      ->type_name("FILE");
  command->add_option("--data-prefix", options->data_prefix, "folder of the images instead of the config's")
      ->type_name("DIR");
  command->add_option("--limit", options->limit, "only the first samples; the others do not count")
      ->check(whole_number(1));
  command->add_flag(
      "--skip-bad,!--strict", options->skip_bad,
      "leave out broken images and annotations; with --strict, the default, the run fails at its end when "
      "there are any");

  command->option_defaults()->group("Output");
  command->add_option("--work-dir", options->work_dir, "folder for metrics.json and the report")->type_name("DIR");
  command->add_option("--out", options->out, "file for the predictions (.json)")->type_name("FILE");
  command->add_option("--show-dir", options->show_dir, "folder for pictures of the predictions")->type_name("DIR");
  command->add_option("--interval", options->show_interval, "every which sample gets a picture")
      ->check(whole_number(1))
      ->capture_default_str();
  command->add_option("--draw-score-thr", options->draw_score_threshold, "instances below are not drawn")
      ->capture_default_str();
  command->add_flag("--json", options->json, "print the metrics as JSON on standard output, and nothing else");

  command->option_defaults()->group("Backend and speed");
  command->add_option("--device", options->device, "cpu or cuda:N")->type_name("DEVICE")->capture_default_str();
  command->add_option("--batch-size", options->batch_size, "images per batch (default 8, or what the model fixes)")
      ->check(whole_number(1));
  command
      ->add_option("--threads", options->threads,
                   "threads of the model, and as many that load images (default all processors)")
      ->check(whole_number(1));
  command->add_flag("--flip-test", options->flip_test,
                    "top-down models: look at each box and at its mirror image, on both sides");
  command->add_flag("--speed-test", options->speed_test, "measure the model's time per batch");
  command->add_option("--warmup", options->warmup, "batches that --speed-test leaves out at the start")
      ->check(whole_number(0))
      ->capture_default_str();

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->add_option("--log-interval", options->log_interval, "samples between two lines on progress (default none)")
      ->check(whole_number(1));
  command->add_option("--log2file", options->log_file, "file for the report")->type_name("FILE");
  command->callback([options, &exit_code] {
    find_deploy_config(options->deploy_config, options->model_config, options->config_roots);
    require_files({{"deploy config", options->deploy_config}, {"model config", options->model_config}});
    require_model(options->model);
    if (!options->key_map.empty()) require_files({{"--key-map", options->key_map}});
    if (!options->reference.empty()) require_files({{"reference checkpoint", options->reference}});
    exit_code = evaluate::evaluate_library().test(*options, open_reference);
  });
}

}  // namespace slipway::cli
