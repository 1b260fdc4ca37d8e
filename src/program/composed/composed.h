// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <string>
#include <string_view>
#include <vector>

/// Operators that are made of others, one file each: those that are younger than the oldest LibTorch that Slipway is
/// built with, and those in which `run_decompositions()` leaves a normalisation with its statistics. Graphs then hold
/// the same few older operators, whatever PyTorch wrote the program and whatever LibTorch reads it.
namespace slipway::program {

/// The arguments in the order of the schema, all of them; gives as many results.
using ComposedKernel = std::vector<c10::IValue> (*)(const std::vector<c10::IValue>& arguments);

/// Last lines of an operator's file: `const RegisterComposed kRmsNorm("aten::rms_norm(...) -> Tensor", rms_norm);`.
struct RegisterComposed {
  /// @param schema as PyTorch's newest version has it
  RegisterComposed(std::string schema, ComposedKernel kernel);
};

/// Makes those that this LibTorch lacks known to it, so that archives which name them can be read; once a process.
/// Thread-safe.
void define_composed_operators();

struct Composed {
  ComposedKernel kernel = nullptr;
  std::string schema;
};
/// Of "aten::rms_norm" or "aten::squeeze.dims"; null where there is none of that name.
const Composed* find_composed(std::string_view full_name);

/// Names of all of them, sorted.
std::vector<std::string> composed_operators();

/// @name For the kernels
/// @{
/// Undefined where the argument is None.
at::Tensor tensor_or_none(const c10::IValue& value);
/// @}

}  // namespace slipway::program
