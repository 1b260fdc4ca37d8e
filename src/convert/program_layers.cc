// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/program_layers.h"

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <map>
#include <numeric>

#include "base/error.h"
#include "capture/interpreter.h"
#include "capture/meta_kernels.h"

namespace slipway::convert {
namespace {

/// Networks of the field halve their input up to five times.
constexpr int64_t kUsualStep = 32;

int64_t step_of(const program::Program& program) {
  const program::ProgramInput& input = program.inputs.at(0);
  if (!input.shape_known) return kUsualStep;
  int64_t step = 1;
  for (size_t dim = 2; dim < input.shape.size(); ++dim)
    if (const int axis = input.shape[dim].axis; axis >= 0)
      step = std::lcm(step, program.axes.at(static_cast<size_t>(axis)).step);
  return step;
}

}  // namespace

/// "backbone.conv.weight" is the tensor "weight" of the module "conv" of the module "backbone": names of tensors have
/// no dots.
class ProgramLayers::Folder : public model::Module {
 public:
  model::Tensor place(const std::string& name, const model::Tensor& value) {
    const size_t dot = name.find('.');
    if (dot == std::string::npos)
      return value.is_floating_point() ? add_parameter(free_name(name), value) : add_buffer(free_name(name), value);
    Folder*& folder = folders_[name.substr(0, dot)];
    if (folder == nullptr) folder = &add<Folder>(name.substr(0, dot));
    return folder->place(name.substr(dot + 1), value);
  }

 private:
  /// TorchScript's constants are all called alike.
  std::string free_name(const std::string& name) {
    const int count = ++taken_[name];
    return count == 1 ? name : fmt::format("{}_{}", name, count);
  }

  std::map<std::string, Folder*> folders_;
  std::map<std::string, int> taken_;
};

ProgramLayers::ProgramLayers(std::shared_ptr<const program::Program> program, at::Device device,
                             std::vector<size_t> order)
    : program_(std::move(program)), order_(std::move(order)), size_step_(step_of(*program_)) {
  auto root = std::make_shared<Folder>();
  for (const capture::Parameter& parameter : program_->parameters)
    weights_.push_back(
        root->place(parameter.name.empty() ? "constant" : parameter.name,
                    device.is_meta() ? at::empty_like(parameter.meta) : capture::from_host(parameter.data).to(device)));
  register_module("weights", std::move(root));
}

model::Tensors ProgramLayers::weights(const model::Tensor& input, at::ScalarType real) const {
  model::Tensors result;
  for (size_t i = 0; i < weights_.size(); ++i) {
    // Who converts the network to f64 converts its integers, too.
    const at::ScalarType own = program_->parameters[i].meta.scalar_type();
    const model::Tensor weight = weights_[i].to(own == at::kFloat ? real : own);
    // Copies: a program may write to what it reads.
    result.push_back(input.is_meta() || !weight.is_same(weights_[i]) ? weight : weight.clone());
  }
  return result;
}

program::NamedOutputs ProgramLayers::run(const model::Tensor& input) const {
  if (input.is_meta()) return program_->run({input}, weights(input, at::kFloat));
  if (input.scalar_type() == at::kDouble) {
    try {
      return program_->run({input.clone()}, weights(input, at::kDouble));
    } catch (const Error&) {
      // It names f32 somewhere: then f32 is what it can be judged by.
    } catch (const c10::Error&) {
    }
  }
  return program_->run({input.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true)}, weights(input, at::kFloat));
}

model::Tensors ProgramLayers::forward(const model::Tensors& inputs) const {
  const model::Tensors all = run(inputs.at(0)).tensors;
  if (order_.empty()) return all;
  model::Tensors result;
  for (const size_t index : order_) {
    if (index >= all.size())
      fail("the program gives {} outputs here, and more where it was matched with the config", all.size());
    result.push_back(all[index]);
  }
  return result;
}

}  // namespace slipway::convert
