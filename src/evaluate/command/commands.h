// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evaluate/command/interface.h"

namespace slipway::evaluate {

/// @name The commands of libslipway_evaluate.so; see EvaluateLibrary
/// @{
int test(const TestOptions& options, OpenReference open_reference);
void list_evaluation(const std::string& what);
/// @}

}  // namespace slipway::evaluate
