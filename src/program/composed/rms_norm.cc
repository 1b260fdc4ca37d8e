// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// x / sqrt(mean(x^2) + eps), over the last axes; as PyTorch's documentation of RMSNorm defines it.
#include <ATen/ATen.h>

#include <limits>

#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

at::Tensor normalize(const Values& a) {
  const at::Tensor x = a[0].toTensor();
  std::vector<int64_t> axes;
  for (size_t i = a[1].toIntVector().size(); i > 0; --i) axes.push_back(-static_cast<int64_t>(i));
  const double eps = a[3].isNone() ? std::numeric_limits<float>::epsilon() : a[3].toDouble();
  const at::Tensor result = x * at::rsqrt((x * x).mean(axes, true) + eps);
  const at::Tensor weight = tensor_or_none(a[2]);
  return weight.defined() ? result * weight : result;
}

/// input, normalized_shape, weight, eps
Values rms_norm(const Values& a) { return {normalize(a)}; }
Values fused_rms_norm(const Values& a) { return {normalize(a), c10::IValue()}; }

const RegisterComposed kRmsNorm(
    "aten::rms_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor",
    rms_norm);
const RegisterComposed kFusedRmsNorm(
    "aten::_fused_rms_norm(Tensor input, int[] normalized_shape, Tensor? weight, float? eps) -> (Tensor, Tensor)",
    fused_rms_norm);

}  // namespace
}  // namespace slipway::program
