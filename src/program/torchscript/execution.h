// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <torch/csrc/jit/ir/ir.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace slipway::program::torchscript {

/// Gives the tensor that stands for one of the module's own (a parameter, a constant) in this run.
using Substitute = std::function<at::Tensor(const at::Tensor& original)>;

/// Makes the calls of an inlined graph, tensors on `device`.
/// @param arguments of the graph, the module first @return its results
/// Errors: slipway::Error with the line of the model's own source, where the archive says it.
std::vector<c10::IValue> execute(const torch::jit::Graph& graph, std::vector<c10::IValue> arguments, at::Device device,
                                 const Substitute& substitute);

}  // namespace slipway::program::torchscript
