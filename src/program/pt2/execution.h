// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "program/pt2/schema.h"

namespace slipway::program::pt2 {

/// What is known by name while a graph runs: tensors, integers, floats and bools.
using Values = std::unordered_map<std::string, c10::IValue>;

/// Makes the calls of a graph one after the other, tensors on `device`. @param values of the graph's inputs; grows
/// Errors: slipway::Error that names the node, its module and its source line.
void execute(const GraphText& graph, Values& values, at::Device device);

/// The value of an argument that is a tensor or a symbolic number, or of a plain number.
/// Errors: slipway::Error for a name that is not known yet.
const c10::IValue& value_named(const Values& values, const std::string& name);

}  // namespace slipway::program::pt2
