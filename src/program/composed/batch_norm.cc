// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Batch and instance normalisation in the forms that run_decompositions() leaves.
#include <ATen/ATen.h>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

Values without_statistics(const at::Tensor& result) { return {result, c10::IValue(), c10::IValue()}; }

at::Tensor by_running_statistics(const Values& a, double momentum, double eps) {
  return at::batch_norm(a[0].toTensor(), tensor_or_none(a[1]), tensor_or_none(a[2]), tensor_or_none(a[3]),
                        tensor_or_none(a[4]), false, momentum, eps, false);
}

/// input, weight, bias, running_mean, running_var, momentum, eps
Values no_training(const Values& a) {
  return without_statistics(by_running_statistics(a, a[5].toDouble(), a[6].toDouble()));
}

/// input, weight, bias, running_mean, running_var, training, momentum, eps
Values native(const Values& a) {
  if (a[5].toBool()) fail("it normalises by the statistics of the batch: export the model after model.eval()");
  return without_statistics(by_running_statistics(a, a[6].toDouble(), a[7].toDouble()));
}

/// input, weight, bias, training, momentum, eps: no running statistics, as instance_norm has none
Values no_stats(const Values& a) {
  const at::Tensor x = a[0].toTensor();
  if (x.dim() < 3) fail("it normalises by the statistics of the batch: export the model after model.eval()");
  std::vector<int64_t> axes{0};
  for (int64_t i = 2; i < x.dim(); ++i) axes.push_back(i);
  const at::Tensor centred = x - x.mean(axes, true);
  at::Tensor result = centred * at::rsqrt((centred * centred).mean(axes, true) + a[5].toDouble());
  std::vector<int64_t> channel(static_cast<size_t>(x.dim()), 1);
  channel[1] = -1;
  if (const at::Tensor weight = tensor_or_none(a[1]); weight.defined()) result = result * weight.reshape(channel);
  if (const at::Tensor bias = tensor_or_none(a[2]); bias.defined()) result = result + bias.reshape(channel);
  return without_statistics(result);
}

const RegisterComposed kNoTraining(
    "aten::_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, "
    "Tensor running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
    no_training);
const RegisterComposed kNative(
    "aten::native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, "
    "bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
    native);
const RegisterComposed kNoStats(
    "aten::_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float "
    "momentum, "
    "float eps) -> (Tensor, Tensor, Tensor)",
    no_stats);

}  // namespace
}  // namespace slipway::program
