// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>

#include <functional>
#include <vector>

#include "graph/graph.h"

namespace slipway::capture {

/// An argument of a graph's node from what the dispatcher passes. Devices, layouts, memory formats, generators and
/// pinning become None.
/// @param id_of gives the value of a defined tensor
/// Errors: slipway::Error for kinds of arguments that graphs do not have (complex numbers, names, streams, ...).
graph::Argument to_argument(const c10::IValue& value, const c10::Argument& schema,
                            const std::function<graph::ValueId(const at::Tensor&)>& id_of);

/// The inverse. None becomes the schema's default, an undefined tensor, or the CPU, as the type wants.
/// @param tensor_of gives the tensor of a value @param axis_values sizes of the dynamic axes
/// Errors: slipway::Error where the argument does not fit the schema's type.
c10::IValue to_ivalue(const graph::Argument& argument, const c10::Argument& schema,
                      const std::function<at::Tensor(graph::ValueId)>& tensor_of,
                      const std::vector<int64_t>& axis_values);

}  // namespace slipway::capture
