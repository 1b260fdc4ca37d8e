// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"

namespace slipway::cli {
namespace {

// CLI11's own checks answer with all 309 digits of the largest number.
std::string check_number(const std::string& text, bool zero) {
  double value = 0;
  if (CLI::detail::lexical_cast(text, value) && (value > 0 || (zero && value == 0))) return "";
  return fmt::format("must be a number {}, not {}", zero ? "not below 0" : "above 0", text);
}
const CLI::Validator kNotNegative([](std::string& text) { return check_number(text, true); }, "");
const CLI::Validator kPositive([](std::string& text) { return check_number(text, false); }, "");

constexpr const char* kDeployExamples =
    "Examples:\n"
    "  slipway deploy configs/mmdet/detection/detection_onnxruntime_dynamic.py \\\n"
    "    rtmdet_s.py rtmdet_s.pth street.jpg --work-dir rtmdet_s --dump-info\n"
    "  slipway deploy deploy.py model.py model.pth a.jpg --test-img b.jpg c.jpg \\\n"
    "    --cfg-options deploy:onnx_config.opset_version=13\n"
    "  slipway deploy deploy.py model.py model.pt2 a.jpg\n"
    "Precision, dynamic axes and input size are the deploy config's. docs/backends.md says what each backend can do.";

}  // namespace

void add_deploy_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<convert::DeployOptions>();
  CLI::App* command =
      app.add_subcommand("deploy", "Converts a model to a backend, compares it with PyTorch, draws and packages it");
  command->footer(kDeployExamples);

  command->option_defaults()->group("Inputs");
  command->add_option("deploy_cfg", options->deploy_config, "deploy config: which backend, and how")
      ->required()
      ->type_name("DEPLOY_CFG");
  command->add_option("model_cfg", options->model_config, "model config of mmdet, mmpose, mmpretrain, mmseg or mmyolo")
      ->required()
      ->type_name("MODEL_CFG");
  command
      ->add_option("checkpoint", options->checkpoint,
                   "the trained weights (.pth, .safetensors), or a program (.pt2, .pt), which is the network as well")
      ->required()
      ->type_name("CHECKPOINT");
  command->add_option("img", options->image, "image for the conversion and the comparison")
      ->required()
      ->type_name("IMG");
  command->add_option("--test-img", options->test_images, "further images to compare on")->type_name("IMG");
  command->add_option("--bbox", options->boxes.boxes, "top-down models: a box of IMG; the whole image without one")
      ->expected(1)
      ->take_all()
      ->type_name("X1,Y1,X2,Y2");
  command
      ->add_option("--bboxes", options->boxes.file,
                   "top-down models: boxes of all images, annotations or results in COCO's format")
      ->type_name("FILE");
  command
      ->add_option("--detector", options->boxes.detector,
                   "top-down models: boxes that this detector finds, a folder of 'deploy --dump-info'")
      ->type_name("DIR");
  command
      ->add_option("--det-class", options->boxes.detector_class,
                   "which class boxes are taken of (--detector, --bboxes)")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--det-score-thr", options->boxes.score_threshold, "detected boxes that score less are left out")
      ->check(kNotNegative)
      ->capture_default_str();
  command
      ->add_option(
          "--cfg-options", options->config_options,
          "changes to either config (a.b.0.c=1); each goes to the config that has the first part of KEY, or name it: "
          "deploy:KEY=VALUE, model:KEY=VALUE")
      ->type_name("KEY=VALUE");
  add_config_roots(*command, options->config_roots);
  add_key_map(*command, options->key_map);
  command->add_flag("--allow-missing", options->allow_missing,
                    "go on when the checkpoint lacks weights or has them in other shapes");

  command->option_defaults()->group("Output");
  command->add_option("--work-dir", options->work_dir, "folder for the model and all reports")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_flag("--dump-info", options->dump_info,
                    "write deploy.json, pipeline.json and detail.json for the runtime");
  command->add_option("--draw-score-thr", options->draw_score_threshold, "instances below are not drawn")
      ->capture_default_str();
  command->add_flag("--show", options->show, "show the comparison in the desktop's image viewer");
  command->add_flag("--json", options->json, "print the summary as JSON on standard output, and nothing else");

  command->option_defaults()->group("Verification");
  command->add_flag("!--no-verify", options->verify, "do not compare the converted model with PyTorch");
  command
      ->add_option("--rtol", options->rtol,
                   "allowed difference per output, relative to its largest value (default 3e-5, or what the network's "
                   "own rounding needs)")
      ->check(kNotNegative);
  command->add_option("--atol", options->atol, "allowed absolute difference per output (default 2e-4, or likewise)")
      ->check(kNotNegative);

  command->option_defaults()->group("Backend and model file");
  command->add_option("--device", options->device, "cpu or cuda:N")->type_name("DEVICE")->capture_default_str();
  command->add_option("--opset", options->opset, "ONNX opset (default the deploy config's)")->check(kPositive);
  command
      ->add_option("--no-rewriter", options->no_rewriter,
                   "leave out the rewriter of this function or module, by its dotted name")
      ->type_name("NAME");

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->add_flag("--rewriter-trace", options->rewriter_trace,
                    "say of each function that can be replaced what became of it");
  command->callback([options, &exit_code] {
    // Before LibTorch is loaded: a wrong path is answered at once.
    find_deploy_config(options->deploy_config, options->model_config, options->config_roots);
    require_files({{"deploy config", options->deploy_config},
                   {"model config", options->model_config},
                   {"checkpoint", options->checkpoint},
                   {"image", options->image}});
    for (const std::string& image : options->test_images) require_files({{"test image", image}});
    if (!options->key_map.empty()) require_files({{"--key-map", options->key_map}});
    if (!options->boxes.file.empty()) require_files({{"--bboxes", options->boxes.file}});
    exit_code = convert::convert_library().deploy(*options);
  });
}

}  // namespace slipway::cli
