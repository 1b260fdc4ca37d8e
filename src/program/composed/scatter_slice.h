// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace slipway::program {

/// `base` with `value` in the place of its slice; what PyTorch calls slice_scatter. Errors: steps other than 1.
at::Tensor with_slice(const at::Tensor& base, const at::Tensor& value, int64_t dim, std::optional<int64_t> start,
                      std::optional<int64_t> end, int64_t step);

}  // namespace slipway::program
