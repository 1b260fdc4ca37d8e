// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

#include "graph/graph.h"

namespace slipway::capture {

/// Runs a graph on LibTorch through the boxed dispatcher: the oracle of every pass, lowering and backend. Frees each
/// value after its last use. @param inputs in the order of graph.inputs; the values of the dynamic axes are read off
/// their sizes
/// @param observe called after each node with its outputs (may be null)
/// Errors: slipway::Error naming node and scope with LibTorch's message.
std::vector<at::Tensor> run(
    const graph::Graph& graph, const std::vector<at::Tensor>& inputs,
    const std::function<void(const graph::Node&, const std::vector<at::Tensor>&)>& observe = nullptr);

/// One node on constants, for constant folding.
std::vector<HostTensor> evaluate(const graph::Graph& graph, const graph::Node& node);

/// Shares memory where the tensor is contiguous and on the CPU.
HostTensor to_host(const at::Tensor& tensor);
std::vector<HostTensor> to_host(const std::vector<at::Tensor>& tensors);
/// Shares the memory of `tensor` and keeps it alive.
at::Tensor from_host(const HostTensor& tensor);
DType dtype_of(at::ScalarType type);
at::ScalarType scalar_type_of(DType dtype);

}  // namespace slipway::capture
