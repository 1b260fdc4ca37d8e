// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Variance and standard deviation: the sum of squared differences from the mean, over the count less a correction.
#include <ATen/ATen.h>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using c10::IValue;
using Values = std::vector<IValue>;

struct Moments {
  at::Tensor variance, mean;
};

Moments moments(const at::Tensor& x, const IValue& dims, int64_t correction, bool keep) {
  std::vector<int64_t> axes = dims.isNone() ? std::vector<int64_t>() : dims.toIntVector();
  if (axes.empty())
    for (int64_t i = 0; i < x.dim(); ++i) axes.push_back(i);
  int64_t count = 1;
  for (const int64_t axis : axes) count *= x.size(axis);
  if (count <= correction) fail("it is the variance of {} values", count);
  const at::Tensor centred = x - x.mean(axes, true);
  return {at::sum(centred * centred, axes, keep) / (count - correction), x.mean(axes, keep)};
}

int64_t correction_of(const IValue& value) {
  if (value.isNone()) return 1;
  if (value.isBool()) return value.toBool() ? 1 : 0;
  const double number = value.toScalar().toDouble();
  if (number != static_cast<double>(static_cast<int64_t>(number))) fail("its correction is {}, not an integer", number);
  return static_cast<int64_t>(number);
}

/// self, dim, unbiased or correction, keepdim
Values variance(const Values& a) {
  return {moments(a[0].toTensor(), a[1], correction_of(a[2]), a[3].toBool()).variance};
}
Values deviation(const Values& a) {
  return {at::sqrt(moments(a[0].toTensor(), a[1], correction_of(a[2]), a[3].toBool()).variance)};
}
Values variance_and_mean(const Values& a) {
  const Moments both = moments(a[0].toTensor(), a[1], correction_of(a[2]), a[3].toBool());
  return {both.variance, both.mean};
}
/// self, unbiased
Values variance_of_all(const Values& a) {
  return {moments(a[0].toTensor(), IValue(), correction_of(a[1]), false).variance};
}
Values deviation_of_all(const Values& a) {
  return {at::sqrt(moments(a[0].toTensor(), IValue(), correction_of(a[1]), false).variance)};
}

const RegisterComposed kVar("aten::var(Tensor self, bool unbiased=True) -> Tensor", variance_of_all);
const RegisterComposed kVarDim(
    "aten::var.dim(Tensor self, int[]? dim, bool unbiased=True, bool keepdim=False) -> Tensor", variance);
const RegisterComposed kVarCorrection(
    "aten::var.correction(Tensor self, int[]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor",
    variance);
const RegisterComposed kStd("aten::std(Tensor self, bool unbiased=True) -> Tensor", deviation_of_all);
const RegisterComposed kStdDim(
    "aten::std.dim(Tensor self, int[]? dim, bool unbiased=True, bool keepdim=False) -> Tensor", deviation);
const RegisterComposed kStdCorrection(
    "aten::std.correction(Tensor self, int[]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor",
    deviation);
const RegisterComposed kVarMean(
    "aten::var_mean.correction(Tensor self, int[]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> "
    "(Tensor, Tensor)",
    variance_and_mean);

}  // namespace
}  // namespace slipway::program
