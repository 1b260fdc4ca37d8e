// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include "base/tensor.h"
#include "verify/compare.h"

namespace slipway::verify {

/// Classes of pixels, which may be another one where the two score the same but for rounding: differences are counted
/// in scores, by how much the reference's class is ahead of the other one.
/// @param actual, reference i64[B,1,H,W] (or i32) @param scores of the reference, f32[B,C,H,W]
Difference compare_labels(const HostTensor& actual, const HostTensor& reference, const at::Tensor& scores,
                          const Tolerance& tolerance);

}  // namespace slipway::verify
