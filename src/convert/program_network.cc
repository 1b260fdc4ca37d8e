// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/program_network.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/strict_keys.h"
#include "base/strings.h"
#include "capture/interpreter.h"
#include "capture/meta_kernels.h"
#include "convert/program_layers.h"
#include "package/model_config.h"
#include "program/exporter_notes.h"
#include "task/task.h"

namespace slipway::convert {
namespace {

using model::RawOutput;
using model::Tensor;
using model::Tensors;

/// An output as the program gives it.
struct Given {
  std::string name;
  std::vector<int64_t> shape;
  DType dtype = DType::kF32;
};

std::string describe_output(const std::string& name, DType dtype, const std::vector<int64_t>& shape) {
  std::vector<std::string> sizes;
  for (const int64_t size : shape) sizes.push_back(size < 0 ? "?" : std::to_string(size));
  return fmt::format("{} {}[{}]", name, name_of(dtype), join(sizes, ","));
}

std::string describe_output(const std::vector<Given>& given) {
  std::vector<std::string> parts;
  for (const Given& output : given) parts.push_back(describe_output(output.name, output.dtype, output.shape));
  return join(parts, ", ");
}

bool fits(const RawOutput& wanted, const Given& given) {
  return given.dtype == DType::kF32 && given.shape.size() == wanted.shape.size() &&
         std::equal(wanted.shape.begin(), wanted.shape.end(), given.shape.begin(),
                    [](int64_t a, int64_t b) { return a < 0 || a == b; });
}

bool fits(task::Role role, const Given& given, const std::vector<int64_t>& input) {
  const std::vector<int64_t>& shape = given.shape;
  const auto is = [&](DType dtype, size_t dims) { return given.dtype == dtype && shape.size() == dims; };
  switch (role) {
    case task::Role::kBoxes:
      return is(DType::kF32, 3) && shape[2] == 5;
    case task::Role::kLabels:
      return is(DType::kI64, 2);
    case task::Role::kKeypoints:
      return is(DType::kF32, 4) && shape[3] == 3;
    case task::Role::kLabelMap:
      return is(DType::kI64, 4) && shape[1] == 1 && shape[2] == input[2] && shape[3] == input[3];
    case task::Role::kClassScores:
      // Logits look alike: the name decides.
      return is(DType::kF32, 2) && given.name == "scores";
    default:
      return false;
  }
}

/// Places by name, where each wanted name is there.
std::optional<std::vector<size_t>> find_by_name(const std::vector<std::string>& wanted,
                                                const std::vector<Given>& given) {
  std::vector<size_t> order;
  for (const std::string& name : wanted) {
    const auto found =
        std::find_if(given.begin(), given.end(), [&](const Given& output) { return output.name == name; });
    if (found == given.end()) return std::nullopt;
    order.push_back(static_cast<size_t>(found - given.begin()));
  }
  return order;
}

std::vector<size_t> in_order(size_t count) {
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = i;
  return order;
}

/// The outputs that a deployed model of the task has, where the program gives these.
std::optional<std::vector<size_t>> find_results(const task::Task& task, const std::vector<Given>& given,
                                                const std::vector<int64_t>& input) {
  std::vector<std::string> names;
  for (const task::Role role : task.outputs) names.emplace_back(task::usual_name(role));
  std::vector<size_t> order = find_by_name(names, given).value_or(in_order(given.size()));
  if (order.size() != task.outputs.size()) return std::nullopt;
  for (size_t i = 0; i < order.size(); ++i)
    if (!fits(task.outputs[i], given[order[i]], input)) return std::nullopt;
  return order;
}

/// Whether the program takes what the pipeline gives, as the deploy config wants it.
void require_input(const program::Program& program, const package::DeployConfig& deploy,
                   const std::vector<int64_t>& example) {
  if (program.inputs.size() != 1)
    fail("it has {} inputs; the network of a model config has one, the images", program.inputs.size());
  const program::ProgramInput& input = program.inputs[0];
  if (!input.shape_known) return;  // what does not fit is told when it is captured
  const std::string described = program::describe_input(program, input);
  if (input.dtype != DType::kF32 || input.shape.size() != 4)
    fail("its input is {}; images are f32[batch,3,height,width]", described);
  Problems problems;
  for (size_t dim = 0; dim < input.shape.size(); ++dim) {
    const program::Size& size = input.shape[dim];
    const std::string dynamic = deploy.axis_name(static_cast<int64_t>(dim));
    const auto problem = [&](const std::string& text) {
      problems.add(fmt::format("its input is {}; {}", described, text));
    };
    if (size.axis < 0) {
      if (size.example != example[dim])
        problem(fmt::format("the configs give {} in dimension {}", example[dim], dim));
      else if (!dynamic.empty())
        problem(
            fmt::format("the deploy config wants a dynamic size in dimension {} ({}): export it with one "
                        "(slipway_export.py --dynamic), or take a static deploy config",
                        dim, dynamic));
      continue;
    }
    const program::ProgramAxis& axis = program.axes.at(static_cast<size_t>(size.axis));
    const int64_t value = (example[dim] - size.offset) / size.factor;
    if (value * size.factor + size.offset != example[dim] || value < axis.minimum ||
        (axis.maximum >= 0 && value > axis.maximum) || (value - axis.example) % axis.step != 0)
      problem(fmt::format("the configs give {} in dimension {}, which it was not exported for", example[dim], dim));
  }
  problems.raise();
}

/// The program's own outputs, on shapes alone.
std::vector<Given> outputs_of(const ProgramLayers& layers, const program::Program& program,
                              const std::vector<int64_t>& input) {
  capture::register_meta_kernels();
  const c10::InferenceMode inference;
  const program::NamedOutputs outputs = layers.run(at::empty(input, at::TensorOptions(at::kFloat).device(at::kMeta)));
  const std::vector<std::string> noted = program::output_names(program);
  std::vector<Given> given;
  for (size_t i = 0; i < outputs.tensors.size(); ++i)
    given.push_back({noted.size() == outputs.tensors.size() ? noted[i] : outputs.names[i],
                     outputs.tensors[i].sizes().vec(), capture::dtype_of(outputs.tensors[i].scalar_type())});
  return given;
}

/// Whether outputs of different meaning have the same shape, as the scores of four classes and boxes have.
bool order_matters(const std::vector<RawOutput>& wanted) {
  for (size_t i = 0; i < wanted.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (wanted[i].shape == wanted[j].shape) return true;
  return false;
}

/// Which of the outputs the head decodes as which.
std::vector<size_t> find_raw(const std::vector<RawOutput>& wanted, const std::vector<Given>& given,
                             const config::Value& model) {
  std::vector<std::string> names, described;
  for (const RawOutput& output : wanted) {
    names.push_back(output.name);
    described.push_back(describe_output(output.name, DType::kF32, output.shape));
  }
  const auto refuse = [&](const std::string& reason) {
    fail(
        "its outputs are not those that the head of {} decodes: {}\nwanted: {}\ngiven: {}\nexport what "
        "model(inputs, mode='tensor') computes (slipway_export.py), or give its outputs these names",
        model.at("type").repr(), reason, join(described, ", "), describe_output(given));
  };
  const std::optional<std::vector<size_t>> by_name = find_by_name(names, given);
  if (!by_name && given.size() != wanted.size())
    refuse(fmt::format("it gives {} outputs, not {}", given.size(), wanted.size()));
  std::vector<size_t> order = by_name ? *by_name : in_order(given.size());
  for (size_t i = 0; i < wanted.size(); ++i)
    if (!fits(wanted[i], given[order[i]]))
      refuse(fmt::format("{} should be {}",
                         describe_output(given[order[i]].name, given[order[i]].dtype, given[order[i]].shape),
                         described[i]));
  if (!by_name && order_matters(wanted))
    log::warning(
        "program: its outputs are called {}, not as the head's, so they are taken in its order ({}); some of them have "
        "the same shape, and those would be mixed up without a trace in any other order. slipway_export.py names them",
        describe_output(given), join(names, ", "));
  return order;
}

/// A program that gives what a deployed model does. The runtime's own decoding makes results of it, on both sides.
class DecodedProgram : public model::Network {
 public:
  DecodedProgram(std::shared_ptr<ProgramLayers> layers, const config::Value& model_config, const std::string& task,
                 const runtime::Pipeline& pipeline)
      : layers_(adopt_program(std::move(layers))),
        task_(task::get(task)),
        pipeline_(pipeline),
        num_classes_(package::num_classes(model_config).value_or(0)) {}

  const task::Task& task() const override { return task_; }
  Tensors deploy_forward(const Tensor& input) const override { return layers_({input}); }
  Tensors raw(const Tensor& input) const override { return layers_({input}); }
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits&) const override {
    std::vector<HostTensor> outputs;
    for (const Tensor& output : raw)
      outputs.push_back(capture::to_host(
          output.to(at::kCPU, output.is_floating_point() ? at::kFloat : output.scalar_type()).contiguous()));
    std::vector<Result> results;
    for (size_t image = 0; image < metas.size(); ++image)
      results.push_back(pipeline_.decode(outputs, image, metas[image]));
    return results;
  }
  std::vector<std::string> ignorable_keys() const override { return {}; }
  int64_t size_step() const override { return layers_.size_step(); }
  int64_t num_classes() const override { return num_classes_; }

 private:
  const ProgramLayers& layers_;
  const task::Task& task_;
  const runtime::Pipeline& pipeline_;
  int64_t num_classes_;
};

}  // namespace

std::shared_ptr<program::Program> read_program_file(const std::string& file) {
  std::shared_ptr<program::Program> program = program::load(file);
  with_context("program " + file, [&] {
    const std::vector<program::DeclaredInput> noted = program::noted_inputs(*program);
    if (!noted.empty()) program::declare_inputs(*program, noted);
  });
  return program;
}

ProgramFit fit_program(std::shared_ptr<const program::Program> program, const config::Value& model_config,
                       const package::DeployConfig& deploy, const std::vector<int64_t>& input) {
  return with_context("program " + program->source, [&] {
    require_input(*program, deploy, input);
    const auto layers = std::make_shared<ProgramLayers>(program, at::kMeta);
    const std::vector<Given> given = outputs_of(*layers, *program, input);
    const task::Task& task = task::get(deploy.task);
    if (const auto order = find_results(task, given, input)) {
      if (!deploy.chooses())
        fail("it chooses its results itself ({}), but {} leaves that to the runtime; export the head's raw outputs",
             describe_output(given), deploy.backend);
      return ProgramFit{program, *order, true};
    }
    std::shared_ptr<model::Network> network;
    try {
      network = model::build_network(model_config, at::kMeta, layers);
    } catch (const Error& e) {
      fail(
          "{}\nits outputs ({}) are decoded as the model config says: backbone and neck may be of any type, the head "
          "must be one that Slipway knows; or let the program return {}",
          e.what(), describe_output(given), task.kind == task::Kind::kInstances ? "dets and labels" : "results");
    }
    const std::vector<RawOutput> wanted = network->program_outputs(input);
    const config::Value& model = model_config.at("model");
    if (wanted.empty())
      fail("the head of {} does not say which outputs it decodes (raw_outputs())", model.at("type").repr());
    return ProgramFit{program, find_raw(wanted, given, model), false};
  });
}

std::shared_ptr<model::Network> build_program_network(const ProgramFit& fit, const config::Value& model_config,
                                                      const package::DeployConfig& deploy,
                                                      const runtime::Pipeline& pipeline, at::Device device) {
  auto layers = std::make_shared<ProgramLayers>(fit.program, device, fit.order);
  if (!fit.decoded) return model::build_network(model_config, device, layers);
  auto network = std::make_shared<DecodedProgram>(std::move(layers), model_config, deploy.task, pipeline);
  network->eval();
  return network;
}

}  // namespace slipway::convert
