// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Memory filled with one number, made after the type of another tensor: of which nothing is read.
#include <ATen/ATen.h>

#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

at::Tensor fill(const at::Tensor& like, at::IntArrayRef size, const at::Scalar& value, const c10::IValue& dtype) {
  const at::ScalarType type = dtype.isNone() ? like.scalar_type() : dtype.toScalarType();
  return at::full(size, value, at::TensorOptions().dtype(type).device(like.device()));
}

/// self, size, dtype, layout, device, pin_memory
template <int value>
Values filled_new(const Values& a) {
  return {fill(a[0].toTensor(), a[1].toIntVector(), value, a[2])};
}

/// self, dtype, layout, device, pin_memory, memory_format
template <int value>
Values filled_like(const Values& a) {
  return {fill(a[0].toTensor(), a[0].toTensor().sizes(), value, a[1])};
}

const RegisterComposed kNewZeros(
    "aten::new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, "
    "bool? "
    "pin_memory=None) -> Tensor",
    filled_new<0>);
const RegisterComposed kNewOnes(
    "aten::new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, "
    "bool? "
    "pin_memory=None) -> Tensor",
    filled_new<1>);
const RegisterComposed kZerosLike(
    "aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? "
    "pin_memory=None, MemoryFormat? memory_format=None) -> Tensor",
    filled_like<0>);
const RegisterComposed kOnesLike(
    "aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? "
    "pin_memory=None, MemoryFormat? memory_format=None) -> Tensor",
    filled_like<1>);

}  // namespace
}  // namespace slipway::program
