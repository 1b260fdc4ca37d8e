// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "@include@/@name@.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace slipway::model {

Tensors @Name@::centre(const Tensors& inputs) const {
  return hooked("centre", inputs, [&] {
    const Tensor& x = inputs.front();
    return Tensors{x - at::mean(x, {2, 3}, /*keepdim=*/true)};
  });
}

Tensors @Name@::forward(const Tensors& inputs) const { return centre({at::sigmoid(inputs.front())}); }

namespace {

const RegisterModel<@Name@> k@Name@("@dotted@");

}  // namespace
}  // namespace slipway::model
