// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// OpenCV's Gaussian kernel of a size whose deviation is not given: f64[size], the sum is 1. @param size odd, at least
/// 3
Tensor gaussian_kernel(int64_t size);

}  // namespace slipway::model
