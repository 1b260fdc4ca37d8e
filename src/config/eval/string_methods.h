// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/eval/evaluator.h"

namespace slipway::config {

/// A method of str; null where there is none.
BuiltinFunction find_string_method(std::string_view name);

}  // namespace slipway::config
