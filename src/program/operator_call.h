// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>

#include <functional>
#include <string>
#include <vector>

#include "program/composed/composed.h"

namespace slipway::program {

/// An operator by its full name, "aten::conv2d" or "aten::add.Tensor": LibTorch's, or one that is composed of others.
struct Operator {
  const c10::FunctionSchema* schema = nullptr;
  std::function<std::vector<c10::IValue>(std::vector<c10::IValue> arguments)> call;
};

/// Null where there is none of that name. Composed ones come first. Stays valid.
const Operator* find_operator(const std::string& full_name);

/// Whether a call is for training: it normalises by the batch, or drops values. Its arguments are those of the schema.
bool trains(const c10::FunctionSchema& schema, const std::vector<c10::IValue>& arguments);

/// The known operators of the nearest names, as text for a message: " (nearest: aten::add.Tensor)"; "" for none.
std::string near_operators(const std::string& full_name);

}  // namespace slipway::program
