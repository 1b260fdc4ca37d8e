// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include <algorithm>

#include "program/composed/composed.h"

namespace slipway::program {
namespace {

/// self, dim: those of the axes that are 1 long go, the last first.
std::vector<c10::IValue> squeeze_dims(const std::vector<c10::IValue>& a) {
  at::Tensor x = a[0].toTensor();
  std::vector<int64_t> axes = a[1].toIntVector();
  for (int64_t& axis : axes) axis = axis < 0 ? axis + x.dim() : axis;
  std::sort(axes.rbegin(), axes.rend());
  for (const int64_t axis : axes) x = x.squeeze(axis);
  return {x};
}

const RegisterComposed kSqueezeDims("aten::squeeze.dims(Tensor(a) self, int[] dim) -> Tensor(a)", squeeze_dims);

}  // namespace
}  // namespace slipway::program
