// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "capture/scope.h"
#include "graph/graph.h"

namespace slipway::capture {

/// A dynamic axis of one input: dimension `dim` of input `input` is factor * (the axis `name`) + offset.
struct DynamicAxis {
  size_t input = 0;
  int64_t dim = 0;
  std::string name;
  /// Step by which the axis may vary (32 for the height of a network with stride 32).
  int64_t step = 1;
  int64_t factor = 1;  ///< other than 0; an input that follows another one: "twice the height"
  int64_t offset = 0;
};

/// A parameter or buffer of a network, by its state-dict key.
struct Parameter {
  std::string name;
  at::Tensor meta;  ///< as `forward` sees it: on the meta device, shapes only
  HostTensor data;  ///< its values
};

/// A network instance on the meta device, where running it computes shapes only and so costs nothing.
struct Traceable {
  std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>&)> forward;
  std::vector<Parameter> parameters;
};

struct Request {
  std::vector<std::string> input_names;
  std::vector<std::vector<int64_t>> input_shapes;  ///< of the example
  std::vector<std::string> output_names;
  std::vector<DynamicAxis> dynamic_axes;
  std::vector<DType> input_dtypes{};  ///< one per input; empty: all are f32
};

/// Records every outermost ATen call of `network.forward` on an example (meta device), then finds how every
/// integer depends on the dynamic axes by further captures with each axis (and each pair of axes) changed. Meta kernels
/// that this LibTorch lacks (convolution, native_batch_norm, ...) are registered on first use. Device arguments are
/// dropped, dtypes kept. Errors: slipway::Error naming operator and scope for: in-place writes to views, tensors that
/// come from nowhere, operators that cannot run on shapes alone, a trace whose structure depends on a dynamic axis, an
/// integer that fits no polynomial of them.
graph::Graph capture(const Traceable& network, const Request& request);

}  // namespace slipway::capture
