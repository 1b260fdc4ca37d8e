// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

std::string approximation(const Builder& b) { return b.has("approximate") ? b.node().str("approximate") : "none"; }

/// x/2·(1 + erf(x/√2)), or x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
void lower_gelu_in_steps(Builder& b) {
  const Tensor x = b.input("self");
  const DType dtype = b.dtype(x);
  Tensor inner;
  if (approximation(b) == "tanh") {
    const Tensor cube = b.emit("Mul", {b.emit("Mul", {x, x}), x});
    inner = b.emit("Tanh", {b.times(b.emit("Add", {x, b.times(cube, 0.044715)}), std::sqrt(2.0 / M_PI))});
  } else {
    inner = b.emit("Erf", {b.emit("Div", {x, b.scalar(std::sqrt(2.0), dtype)})});
  }
  b.output(b.times(b.emit("Mul", {x, b.emit("Add", {inner, b.scalar(1.0, dtype)})}), 0.5));
}

void lower_gelu(Builder& b) { b.output(b.emit("Gelu", {b.input("self")}, {{"approximate", approximation(b)}})); }

const RegisterLowering kGeluInSteps({"aten::gelu"}, lower_gelu_in_steps);
const RegisterLowering kGelu({"aten::gelu"}, lower_gelu, 20);

}  // namespace
}  // namespace slipway::lower::onnx
