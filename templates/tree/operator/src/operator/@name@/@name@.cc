// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "operator/@name@/@name@.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

namespace slipway::ops {
namespace {

at::Tensor @name@_cpu(const at::Tensor& x, double amount) { return at::relu(x - amount) - at::relu(-x - amount); }
/// Captures see shapes only.
at::Tensor @name@_meta(const at::Tensor& x, double) { return at::empty_like(x); }

}  // namespace

at::Tensor @name@(const at::Tensor& x, double amount) {
  static const auto op = c10::Dispatcher::singleton()
                             .findSchemaOrThrow("slipway::@name@", "")
                             .typed<at::Tensor(const at::Tensor&, double)>();
  return op.call(x, amount);
}

}  // namespace slipway::ops

TORCH_LIBRARY_FRAGMENT(slipway, library) { library.def("@name@(Tensor x, float amount) -> Tensor"); }
TORCH_LIBRARY_IMPL(slipway, CPU, library) { library.impl("@name@", slipway::ops::@name@_cpu); }
TORCH_LIBRARY_IMPL(slipway, Meta, library) { library.impl("@name@", slipway::ops::@name@_meta); }
