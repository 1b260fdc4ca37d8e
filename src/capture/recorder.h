// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "capture/capture.h"

namespace slipway::capture {

/// A network's parameters by the identity of their tensors.
using ParameterIndex = std::unordered_map<const c10::TensorImpl*, size_t>;

/// Runs `network.forward` once on inputs of these shapes (meta device) and records every outermost ATen call as a node
/// of a graph without axes, all integers constant. Two recordings of the same calls number their values alike.
/// Constants that are no parameters hold what the forward computed on the CPU.
/// @param request names and element types of inputs and outputs
graph::Graph record(const Traceable& network, const ParameterIndex& parameters,
                    const std::vector<std::vector<int64_t>>& input_shapes, const Request& request);

}  // namespace slipway::capture
