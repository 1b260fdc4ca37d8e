// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The one convolution of decomposed and of traced programs, as those that a person writes.
#include <ATen/ATen.h>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

/// input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, and what is of no account here
Values convolve(const Values& a) {
  const at::Tensor input = a[0].toTensor();
  const at::Tensor weight = a[1].toTensor();
  const at::Tensor bias = tensor_or_none(a[2]);
  const std::vector<int64_t> stride = a[3].toIntVector();
  const std::vector<int64_t> padding = a[4].toIntVector();
  const std::vector<int64_t> dilation = a[5].toIntVector();
  const std::vector<int64_t> output_padding = a[7].toIntVector();
  const int64_t groups = a[8].toInt();
  const bool transposed = a[6].toBool();
  switch (weight.dim()) {
    case 3:
      if (transposed)
        return {at::conv_transpose1d(input, weight, bias, stride, padding, output_padding, groups, dilation)};
      return {at::conv1d(input, weight, bias, stride, padding, dilation, groups)};
    case 4:
      if (transposed)
        return {at::conv_transpose2d(input, weight, bias, stride, padding, output_padding, groups, dilation)};
      return {at::conv2d(input, weight, bias, stride, padding, dilation, groups)};
    case 5:
      if (transposed)
        return {at::conv_transpose3d(input, weight, bias, stride, padding, output_padding, groups, dilation)};
      return {at::conv3d(input, weight, bias, stride, padding, dilation, groups)};
    default:
      fail("a convolution with weights of {} dimensions is not supported", weight.dim());
  }
}

const RegisterComposed kConvolution(
    "aten::convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool "
    "transposed, int[] output_padding, int groups) -> Tensor",
    convolve);
const RegisterComposed kTraced(
    "aten::_convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool "
    "transposed, int[] output_padding, int groups, bool benchmark, bool deterministic, bool cudnn_enabled, bool "
    "allow_tf32) -> Tensor",
    convolve);
const RegisterComposed kTracedBefore(
    "aten::_convolution.deprecated(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] "
    "dilation, bool transposed, int[] output_padding, int groups, bool benchmark, bool deterministic, bool "
    "cudnn_enabled) -> Tensor",
    convolve);

}  // namespace
}  // namespace slipway::program
