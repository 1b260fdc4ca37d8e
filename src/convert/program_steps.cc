// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps of `slipway convert`.
#include <ATen/Parallel.h>

#include <algorithm>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "capture/interpreter.h"
#include "convert/array_file.h"
#include "convert/backend_config.h"
#include "convert/ir.h"
#include "convert/precision.h"
#include "convert/program_job.h"
#include "graph/pass.h"
#include "program/exporter_notes.h"
#include "program/inputs.h"

namespace slipway::convert {
namespace {

/// From opset 17 on ONNX has layer normalisation; nothing newer is needed by most networks, and not every runtime has
/// it.
constexpr int kUsualOpset = 17;

/// Whether the backend reads the file as it is.
void require_onnx_taken(const package::DeployConfig& deploy) {
  if (deploy.capabilities.ir != "onnx")
    fail("{} takes {} models; an ONNX file cannot become one, the program that it was made of can", deploy.backend,
         deploy.capabilities.ir);
  if (deploy.opset > deploy.capabilities.max_opset)
    fail("{} takes opsets up to {}, the file is of opset {}; export it with a lower one", deploy.backend,
         deploy.capabilities.max_opset, deploy.opset);
}

/// What a deploy config for that backend and precision would say.
/// @param file_opset of an ONNX file; 0 for programs, which have none
package::DeployConfig make_deploy(const ConvertOptions& options, int file_opset) {
  package::DeployConfig deploy;
  deploy.backend = options.backend;
  deploy.precision = options.fp16 ? "FP16" : "FP32";
  config::Value backend_config = config::Value::dict();
  backend_config.set_item("type", options.backend);
  if (options.fp16) backend_config.set_item("precision", "FP16");
  deploy.config = config::Value::dict();
  deploy.config.set_item("backend_config", backend_config);
  const std::string place = "--backend " + options.backend;
  const backend::Backend& backend = backend::get(options.backend);
  deploy.fit_to_backend(backend.capabilities());
  deploy.ir = deploy.capabilities.ir;
  deploy.save_file = deploy.ir == "torchscript" ? "end2end.pt" : "end2end.onnx";
  deploy.opset = file_opset > 0      ? file_opset
                 : options.opset > 0 ? options.opset
                                     : std::min(kUsualOpset, deploy.capabilities.max_opset);
  check_backend_config(deploy, place);
  with_context("--device", [&] { backend.check_device(options.device); });
  if (file_opset > 0)
    require_onnx_taken(deploy);
  else
    require_supported_ir(deploy, place, options.opset);
  require_supported_precision(deploy, place);
  return deploy;
}

/// What the user declares of inputs; what the exporter noted where that is nothing.
std::vector<program::DeclaredInput> declared_inputs(const program::Program& program, const ConvertOptions& options) {
  std::vector<program::DeclaredInput> declared;
  for (const std::string& text : options.inputs) declared.push_back(program::parse_input(text));
  return declared.empty() ? program::noted_inputs(program) : declared;
}

/// The examples that the user gave; images once the input's size is known.
struct Examples {
  std::vector<HostTensor> arrays;  ///< undefined shapes for images
  std::vector<std::vector<int64_t>> shapes;
};

Examples read_arrays(const ConvertOptions& options, size_t inputs) {
  if (options.examples.size() > inputs)
    fail("--example is given {} times, the program has {} inputs", options.examples.size(), inputs);
  Examples examples;
  for (const std::string& file : options.examples) {
    const bool array = looks_like_npy(file);
    examples.arrays.push_back(array ? read_npy(file) : HostTensor());
    examples.shapes.push_back(array ? examples.arrays.back().shape() : std::vector<int64_t>());
  }
  while (!examples.shapes.empty() && examples.shapes.back().empty()) examples.shapes.pop_back();
  return examples;
}

/// A sample of what the user gave. Inputs without an example get random numbers.
void add_given_sample(ProgramJob& job, const ConvertOptions& options, Examples& examples) {
  if (options.examples.empty()) return;
  ProgramSample sample{join(options.examples, ", "), random_samples(*job.program).front().inputs};
  for (size_t i = 0; i < options.examples.size(); ++i) {
    const program::ProgramInput& input = job.program->inputs[i];
    const std::vector<int64_t> shape = sample.inputs[i].shape();
    if (examples.shapes.size() <= i || examples.shapes[i].empty()) {
      sample.inputs[i] = read_image_tensor(options.examples[i], shape, input.dtype);
      continue;
    }
    if (examples.arrays[i].dtype() != input.dtype)
      fail("{}: it is {}, the input '{}' is {}", options.examples[i], name_of(examples.arrays[i].dtype()), input.name,
           name_of(input.dtype));
    bool fits = examples.shapes[i].size() == shape.size();
    for (size_t dim = 0; fits && dim < shape.size(); ++dim)
      fits = input.shape[dim].axis >= 0 || examples.shapes[i][dim] == shape[dim];
    if (!fits)
      fail("{}: it is {}, the input is {}", options.examples[i], examples.arrays[i].describe(),
           program::describe_input(*job.program, input));
    sample.inputs[i] = examples.arrays[i];
  }
  job.given.push_back(std::move(sample));
}

/// A runtime that takes one image at a time fixes the first axis. @return names of the axes that it fixes
std::vector<std::string> fit_to_backend(ProgramJob& job) {
  std::vector<std::string> fixed;
  if (job.deploy.capabilities.batches) return fixed;
  for (const program::ProgramInput& input : job.program->inputs) {
    if (input.shape.size() < 2) continue;
    const program::Size size = input.shape[0];
    if (size.axis >= 0) {
      fixed.push_back(job.program->axes[static_cast<size_t>(size.axis)].name);
      log::info("{} runs one sample at a time: {} is fixed to 1", job.deploy.backend, fixed.back());
      program::fix_axis(*job.program, static_cast<size_t>(size.axis), 1);
    } else if (size.example != 1 && input.shape.size() == 4) {
      fail(
          "{} runs one sample at a time, but the program was exported for a batch of {}; export it with a batch of 1 "
          "or a dynamic one",
          job.deploy.backend, size.example);
    }
  }
  return fixed;
}

}  // namespace

bool ProgramJob::passed() const {
  return std::all_of(checks.begin(), checks.end(), [](const SampleCheck& check) { return check.passed(); });
}

std::string read_program(ProgramJob& job, const ConvertOptions& options) {
  if (is_onnx_name(options.program)) {
    if (options.opset > 0) fail("--opset {}: an ONNX file keeps its opset", options.opset);
    if (!options.dynamic.empty()) fail("--dynamic: which sizes are dynamic an ONNX file says itself");
    if (!options.outputs.empty()) fail("--output-names: an ONNX file keeps the names of its outputs");
    auto model = std::make_unique<OnnxProgram>(options.program);
    job.onnx = model.get();
    job.program = std::move(model);
  }
  job.deploy = make_deploy(options, job.onnx == nullptr ? 0 : job.onnx->file().opset);
  if (job.onnx == nullptr) job.program = program::load(options.program);
  Examples examples = read_arrays(options, job.program->inputs.size());
  with_context((job.onnx == nullptr ? "program " : "model ") + options.program, [&] {
    if (job.onnx == nullptr)
      program::declare_inputs(*job.program, declared_inputs(*job.program, options), examples.shapes);
    else
      declare_onnx_inputs(*job.onnx, options.inputs, examples.shapes);
    const std::vector<std::string> fixed = fit_to_backend(job);
    if (!options.dynamic.empty()) {
      std::vector<std::string> dynamic;
      for (const std::string& name : options.dynamic)
        if (name != "none" && std::find(fixed.begin(), fixed.end(), name) == fixed.end()) dynamic.push_back(name);
      program::declare_inputs(*job.program, {}, {}, dynamic);
    }
    add_given_sample(job, options, examples);
  });
  std::vector<std::string> inputs;
  for (const program::ProgramInput& input : job.program->inputs)
    inputs.push_back(program::describe_input(*job.program, input));
  if (job.onnx != nullptr) return fmt::format("{}, {}", job.program->origin, join(inputs, ", "));
  int64_t count = 0;
  for (const capture::Parameter& parameter : job.program->parameters) count += parameter.data.numel();
  return fmt::format("{}, {:.2f} M parameters, {}", job.program->origin, static_cast<double>(count) * 1e-6,
                     join(inputs, ", "));
}

std::string capture_program(ProgramJob& job, const ConvertOptions& options) {
  std::vector<std::string> outputs = options.outputs;
  if (outputs.empty()) outputs = program::output_names(*job.program);
  job.graph = program::capture_program(*job.program, outputs);
  job.captured_nodes = job.graph.nodes.size();
  job.deploy.input_names.clear();
  for (const graph::ValueId id : job.graph.inputs) job.deploy.input_names.push_back(job.graph.value(id).name);
  for (const graph::ValueId id : job.graph.outputs) job.deploy.output_names.push_back(job.graph.value(id).name);
  const std::string axes = join(job.graph.axis_names(), ", ");
  return fmt::format("{} calls{}", job.captured_nodes, axes.empty() ? ", all sizes fixed" : ", dynamic: " + axes);
}

std::string optimize_program(ProgramJob& job) {
  for (const graph::PassReport& pass : graph::optimize(job.graph, capture::evaluate))
    log::debug("pass {}: {} changes, {} nodes left", pass.name, pass.changes, pass.nodes_after);
  return fmt::format("{} nodes", job.graph.nodes.size());
}

std::string lower_program(ProgramJob& job) {
  job.exported = export_graph(job.deploy, job.graph);
  return fmt::format("{}, {:.1f} MB", describe_exported(job.deploy, job.exported),
                     static_cast<double>(job.exported.bytes.size()) * 1e-6);
}

std::string compile_program(ProgramJob& job, const std::filesystem::path& folder, const std::string& device) {
  const backend::Backend& backend = backend::get(job.deploy.backend);
  const std::string checked = job.onnx == nullptr ? check_exported(job.deploy, job.exported) : "as the file has it";
  const std::filesystem::path model = folder / job.deploy.save_file;
  io::write_file(model, job.exported.bytes);
  job.exported.bytes.clear();
  job.exported.bytes.shrink_to_fit();
  job.model_files = backend.compile(model, config::to_json(job.deploy.config.at("backend_config")));
  const backend::SessionOptions options{.device = device, .threads = at::get_num_threads(), .release_memory = true};
  job.session = backend.open(job.model_files, options);
  std::vector<std::string> files;
  for (const std::filesystem::path& file : job.model_files) files.push_back(file.filename().string());
  return fmt::format("{}; {}", join(files, ", "), checked);
}

std::string verify_program(ProgramJob& job) {
  std::optional<verify::HalfGraph> half;
  job.tolerance.half_of_file = job.onnx != nullptr && job.deploy.precision == "FP16";
  if (job.onnx == nullptr && job.deploy.precision == "FP16")
    half.emplace(job.graph, job.deploy.capabilities.half_precision_in_file);
  std::vector<ProgramSample> samples = random_samples(*job.program);
  samples.insert(samples.begin(), job.given.begin(), job.given.end());
  const ProgramSample* failed = nullptr;
  for (const ProgramSample& sample : samples) {
    // Sizes beyond those that the backend's files were made for.
    if (!takes(*job.session, job.graph, sample)) continue;
    job.checks.push_back(
        check_sample(*job.program, job.graph, *job.session, sample, job.tolerance, half ? &*half : nullptr));
    if (!job.checks.back().passed() && failed == nullptr) failed = &sample;
  }
  if (failed != nullptr && job.onnx == nullptr) find_first_layer(job, *failed);
  if (job.checks.empty()) fail("{} takes none of the sizes that the program was exported for", job.deploy.backend);
  double worst = 0;
  for (const SampleCheck& check : job.checks)
    for (const OutputCheck& output : check.outputs)
      if (output.largest > 0) worst = std::max(worst, output.max_abs / output.largest);
  return fmt::format("{} samples, largest difference {:.1e} of the largest value", job.checks.size(), worst);
}

}  // namespace slipway::convert
