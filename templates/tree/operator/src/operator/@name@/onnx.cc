// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// b.node() has the arguments by their names in the schema.
void lower_@name@(Builder& b) {
  const Tensor x = b.input("x");
  const Tensor amount = b.scalar(b.node().number("amount"), DType::kF32);
  const Tensor above = b.emit("Relu", {b.emit("Sub", {x, amount})});
  const Tensor below = b.emit("Relu", {b.emit("Sub", {b.emit("Neg", {x}), amount})});
  b.output(b.emit("Sub", {above, below}));
}

const RegisterLowering k@Name@({"slipway::@name@"}, lower_@name@);

}  // namespace
}  // namespace slipway::lower::onnx
