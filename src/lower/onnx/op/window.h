// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {

/// An argument with one number per spatial axis: a single number stands for all, an empty list for `fallback`.
inline std::vector<int64_t> per_axis(const Builder& b, std::string_view argument, size_t axes,
                                     const std::vector<int64_t>& fallback = {}) {
  std::vector<int64_t> values;
  if (std::holds_alternative<graph::SymInt>(b.node().arg(argument)))
    values = {b.integer(argument)};
  else
    values = b.integers(argument);
  if (values.empty()) return fallback;
  if (values.size() == 1) values.resize(axes, values[0]);
  return values;
}

/// ONNX's pads: all begins, then all ends.
inline std::vector<int64_t> begins_and_ends(std::vector<int64_t> begins, const std::vector<int64_t>& ends) {
  begins.insert(begins.end(), ends.begin(), ends.end());
  return begins;
}

/// Calls `body` on an input that has a batch axis, and drops the axis again where ATen was given none.
/// @param axes spatial axes of the operator
template <typename Body>
void with_batch(Builder& b, std::string_view argument, size_t axes, Body&& body) {
  const Shape& shape = b.shape_of(argument);
  Tensor x = b.input(argument);
  if (shape.size() == axes + 2) return b.output(body(x));
  Shape batched = b.out_shape();
  batched.insert(batched.begin(), 1);
  b.output(b.squeeze(body(b.unsqueeze(x, shape, {0})), batched, {0}));
}

}  // namespace slipway::lower::onnx
