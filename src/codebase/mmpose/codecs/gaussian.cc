// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/codecs/gaussian.h"

#include <ATen/Functions.h>

namespace slipway::model {

Tensor gaussian_kernel(int64_t size) {
  const double sigma = 0.3 * ((static_cast<double>(size) - 1) * 0.5 - 1) + 0.8;
  const Tensor distance = at::arange(size, at::kDouble) - static_cast<double>(size / 2);
  Tensor kernel = at::exp(at::square(distance) / (-2 * sigma * sigma));
  // OpenCV's own kernels for small sizes.
  if (size == 3) kernel = at::tensor({1.0, 2.0, 1.0}, at::kDouble);
  if (size == 5) kernel = at::tensor({1.0, 4.0, 6.0, 4.0, 1.0}, at::kDouble);
  if (size == 7) kernel = at::tensor({2.0, 7.0, 14.0, 18.0, 14.0, 7.0, 2.0}, at::kDouble);
  return kernel / at::sum(kernel);
}

}  // namespace slipway::model
