// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/ivalue.h>

#include <string>
#include <string_view>
#include <vector>

namespace slipway::program::pt2 {

/// A function of Python's on sizes, as programs call them: "_operator.floordiv", "math.ceil", "torch.sym_max".
using PythonOperator = c10::IValue (*)(const std::vector<c10::IValue>& arguments);

/// Null where there is none of that name. The function throws slipway::Error for arguments that it does not take.
PythonOperator find_python_operator(std::string_view target);
std::vector<std::string> python_operators();

}  // namespace slipway::program::pt2
