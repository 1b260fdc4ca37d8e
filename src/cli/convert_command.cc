// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway convert`: any network that PyTorch exported, without a config.
#include <memory>

#include "cli/commands.h"
#include "cli/input_files.h"
#include "cli/validators.h"
#include "convert/interface.h"

namespace slipway::cli {

void add_convert_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<convert::ConvertOptions>();
  CLI::App* command = app.add_subcommand(
      "convert",
      "Converts a network that PyTorch exported (.pt2, TorchScript), or an ONNX file, to a backend and compares the two");
  command->footer(
      "Examples:\n"
      "  slipway convert model.pt2 --backend openvino --fp16 --out model_openvino\n"
      "  slipway convert model.pt --input image=f32[batch,3,H=640,W=640] --example street.jpg\n"
      "  slipway convert model.pt2 --input f32[1,3,224,224] --dynamic none\n"
      "  slipway convert model.onnx --input f32[batch,3,H=640,W=640] --backend openvino --fp16\n"
      "Names in a shape are sizes that stay dynamic: H=640:32 is 640 when converted, and any multiple of 32 more or "
      "less\n"
      "later. A .pt2 file knows its sizes; a TorchScript file does not. docs/programs.md says how to export a model.");

  command->option_defaults()->group("Inputs");
  command->add_option("program", options->program, "the network (.pt2 of torch.export.save, .pt of torch.jit.save, .onnx)")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--input", options->inputs,
                   "an input: name, element type and shape, as far as the file does not say them")
      ->expected(1)
      ->take_all()
      ->type_name("NAME=TYPE[SIZES]");
  command
      ->add_option("--dynamic", options->dynamic,
                   "sizes that stay dynamic, by name (default all that are; 'none' for none)")
      ->delimiter(',')
      ->type_name("NAME");
  command
      ->add_option("--example", options->examples,
                   "a tensor (.npy), or an image (as RGB from 0 to 1, resized), to compare on besides random numbers; "
                   "one an input")
      ->expected(1)
      ->take_all()
      ->type_name("FILE");

  command->option_defaults()->group("Output");
  command->add_option("--out", options->out, "folder for the model and its reports (default PROGRAM-BACKEND)")
      ->type_name("DIR");
  command
      ->add_option("--output-names", options->outputs,
                   "names of the outputs, in their order (default the program's own)")
      ->delimiter(',')
      ->type_name("NAME");
  command->add_flag("--json", options->json, "print the summary as JSON on standard output, and nothing else");

  command->option_defaults()->group("Verification");
  command->add_flag("!--no-verify", options->verify, "do not compare the converted model with PyTorch");
  command
      ->add_option(
          "--rtol", options->rtol,
          "allowed difference per output, relative to its largest value (default 3e-5, or what rounding needs)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--atol", options->atol, "allowed absolute difference per output (default 1e-6, or likewise)")
      ->check(CLI::NonNegativeNumber);

  command->option_defaults()->group("Backend and model file");
  command->add_option("--backend", options->backend, "which runtime the model is for")
      ->type_name("BACKEND")
      ->capture_default_str();
  command->add_flag("--fp16", options->fp16, "in half precision");
  command->add_option("--device", options->device, "cpu or cuda:N")->type_name("DEVICE")->capture_default_str();
  command->add_option("--opset", options->opset, "ONNX opset (default 17, or the highest that the backend takes; an ONNX file keeps its own)")
      ->check(whole_number(1));

  command->option_defaults()->group("Logging");
  add_log_level(*command, options->log_level);
  command->callback([options, &exit_code] {
    require_files({{"program", options->program}});
    for (const std::string& file : options->examples) require_files({{"--example", file}});
    exit_code = convert::convert_library().convert(*options);
  });
}

}  // namespace slipway::cli
