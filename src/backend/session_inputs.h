// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "slipway/backend.h"

namespace slipway::backend {

/// What every session checks before it hands tensors to its runtime, so that all refuse them in the same words.
/// Errors: slipway::Error for a wrong number, element type or shape, with the name of the input.
void check_inputs(const std::vector<TensorInfo>& wanted, const std::vector<HostTensor>& inputs);

}  // namespace slipway::backend
