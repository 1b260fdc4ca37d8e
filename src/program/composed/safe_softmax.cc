// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include <cmath>

#include "program/composed/composed.h"

namespace slipway::program {
namespace {

/// self, dim, dtype: softmax whose rows of nothing but -inf are zero instead of NaN.
std::vector<c10::IValue> safe_softmax(const std::vector<c10::IValue>& a) {
  const at::Tensor x = a[2].isNone() ? a[0].toTensor() : a[0].toTensor().to(a[2].toScalarType());
  const at::Tensor empty = at::all(at::eq(x, -INFINITY), a[1].toInt(), true);
  return {at::softmax(x, a[1].toInt()).masked_fill(empty, 0)};
}

const RegisterComposed kSafeSoftmax("aten::_safe_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
                                    safe_softmax);

}  // namespace
}  // namespace slipway::program
