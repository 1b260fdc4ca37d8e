// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

template <int kValue>
void lower_constant(Builder& b) {
  b.output(b.filled(b.out_shape(), kValue, b.out_dtype()));
}

/// A fill value that depends on a dynamic axis has to be spread at run time.
void fill_with(Builder& b, std::string_view name) {
  const graph::Argument& argument = b.node().arg(name);
  const auto* integer = std::get_if<graph::SymInt>(&argument);
  if (integer != nullptr && !integer->is_constant())
    return b.output(b.expand(b.scalar(*integer, b.out_dtype()), {}, b.out_shape()));
  const auto* boolean = std::get_if<bool>(&argument);
  const double value = boolean != nullptr ? (*boolean ? 1.0 : 0.0) : b.node().number(name);
  b.output(b.filled(b.out_shape(), value, b.out_dtype()));
}

void lower_full(Builder& b) { fill_with(b, "fill_value"); }

/// self.copy_(src): src in the shape and dtype of self
void lower_copy(Builder& b) { b.output(b.expand(b.input_as("src", b.out_dtype()), b.shape_of("src"), b.out_shape())); }

void lower_fill(Builder& b) {
  if (!std::holds_alternative<graph::TensorRef>(b.node().arg("value"))) return fill_with(b, "value");
  b.output(b.expand(b.input_as("value", b.out_dtype()), b.shape_of("value"), b.out_shape()));
}

void lower_scalar_tensor(Builder& b) { b.output(b.scalar_argument("s", b.out_dtype())); }

/// The contents of an empty tensor are undefined; zeros are as good as any.
const RegisterLowering kZeros({"aten::zeros", "aten::zeros_like", "aten::new_zeros", "aten::zero",
                               "aten::empty.memory_format", "aten::empty_like", "aten::new_empty"},
                              lower_constant<0>);
const RegisterLowering kOnes({"aten::ones", "aten::ones_like", "aten::new_ones"}, lower_constant<1>);
const RegisterLowering kFull({"aten::full", "aten::full_like", "aten::new_full"}, lower_full);
const RegisterLowering kCopy({"aten::copy"}, lower_copy);
const RegisterLowering kFill({"aten::fill.Scalar", "aten::fill.Tensor"}, lower_fill);
const RegisterLowering kScalarTensor({"aten::scalar_tensor"}, lower_scalar_tensor);

}  // namespace
}  // namespace slipway::lower::onnx
