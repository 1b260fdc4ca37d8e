// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Normalisations over the last axes and over groups, with the statistics that only training wants.
#include <ATen/ATen.h>

#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

/// input, normalized_shape, weight, bias, eps
Values layer_norm(const Values& a) {
  return {at::layer_norm(a[0].toTensor(), a[1].toIntVector(), tensor_or_none(a[2]), tensor_or_none(a[3]),
                         a[4].toDouble(), false),
          c10::IValue(), c10::IValue()};
}

/// input, weight, bias, N, C, HxW, group, eps
Values group_norm(const Values& a) {
  return {
      at::group_norm(a[0].toTensor(), a[6].toInt(), tensor_or_none(a[1]), tensor_or_none(a[2]), a[7].toDouble(), false),
      c10::IValue(), c10::IValue()};
}

const RegisterComposed kLayerNorm(
    "aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> "
    "(Tensor, Tensor, Tensor)",
    layer_norm);
const RegisterComposed kGroupNorm(
    "aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, "
    "float eps) -> "
    "(Tensor, Tensor, Tensor)",
    group_norm);

}  // namespace
}  // namespace slipway::program
