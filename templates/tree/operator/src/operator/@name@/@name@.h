// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace slipway::ops {

/// Operator `slipway::@name@`: moves values by `amount` towards zero, but not beyond. As an operator of ours in ATen's
/// dispatcher it is captured as one node.
/// @param x f32, of any shape
/// @return as x
at::Tensor @name@(const at::Tensor& x, double amount);

}  // namespace slipway::ops
