// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {

/// Arguments `self` and `other`, each a tensor or a number, converted to `dtype`.
std::pair<Tensor, Tensor> operands(Builder& b, DType dtype, std::string_view first = "self",
                                   std::string_view second = "other");

/// The dtype in which ATen compares or computes `self` and `other`: tensors of no axes and numbers give way to the
/// others, unless they are of a higher kind (bool < integer < float).
DType common_dtype(const Builder& b, std::string_view first = "self", std::string_view second = "other");

/// floor(x/y) of integers
Tensor floor_divide_integers(Builder& b, Tensor x, Tensor y);

}  // namespace slipway::lower::onnx
