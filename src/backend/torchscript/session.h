// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <string>
#include <vector>

#include "slipway/backend.h"

namespace slipway::backend::torchscript {

/// The file in a .pt that names its inputs and outputs: JSON with the lists `inputs` and `outputs` of {name, dtype,
/// shape}, -1 in a shape marks a dynamic axis.
inline constexpr const char* kNamesFile = "slipway.json";

class TorchScriptSession : public Session {
 public:
  /// @param names content of kNamesFile
  /// Errors: slipway::Error where it is not what kNamesFile says, or does not fit the module.
  TorchScriptSession(torch::jit::Module module, const std::string& names, const SessionOptions& options,
                     at::Device device);

  const std::vector<TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<TensorInfo>& outputs() const override { return outputs_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override;

 private:
  torch::jit::Module module_;
  int threads_;
  bool optimize_;
  at::Device device_;
  std::vector<TensorInfo> inputs_;
  std::vector<TensorInfo> outputs_;
};

/// The first line of a message of LibTorch, without what follows it about places in its source.
std::string first_line(const std::exception& error);

}  // namespace slipway::backend::torchscript
