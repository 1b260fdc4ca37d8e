// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/torchscript/testing/pt_model.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sstream>

#include "capture/interpreter.h"
#include "lower/torchscript/lower.h"

namespace slipway::lower::torchscript {

struct PtModel::Impl {
  torch::jit::Module module;
  torch::jit::ExtraFilesMap files{{kNamesFile, ""}};
};

PtModel::PtModel(const std::string& bytes) : impl_(std::make_unique<Impl>()) {
  std::istringstream stream(bytes);
  impl_->module = torch::jit::load(stream, at::kCPU, impl_->files);
}

PtModel::~PtModel() = default;

std::vector<HostTensor> PtModel::run(const std::vector<HostTensor>& inputs) {
  const at::NoGradGuard no_gradients;
  // What the file says is tested, not what an optimizer makes of it (backend/torchscript/session.cc).
  const torch::jit::GraphOptimizerEnabledGuard optimizer(false);
  std::vector<c10::IValue> values;
  for (const HostTensor& input : inputs) values.emplace_back(capture::from_host(input));
  const c10::IValue result = impl_->module.forward(values);
  std::vector<HostTensor> outputs;
  if (result.isTensor()) {
    outputs.push_back(capture::to_host(result.toTensor()));
  } else {
    for (const c10::IValue& value : result.toTupleRef().elements())
      outputs.push_back(capture::to_host(value.toTensor()));
  }
  return outputs;
}

std::string PtModel::names() const { return impl_->files.at(kNamesFile); }

}  // namespace slipway::lower::torchscript
