// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_silu(Builder& b) {
  const Tensor x = b.input("self");
  b.output(b.emit("Mul", {x, b.emit("Sigmoid", {x})}));
}

Tensor hardsigmoid(Builder& b, Tensor x) {
  return b.emit("HardSigmoid", {x}, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
}

void lower_hardsigmoid(Builder& b) { b.output(hardsigmoid(b, b.input("self"))); }

void lower_hardswish_in_steps(Builder& b) {
  const Tensor x = b.input("self");
  b.output(b.emit("Mul", {x, hardsigmoid(b, x)}));
}

void lower_hardswish(Builder& b) { b.output(b.emit("HardSwish", {b.input("self")})); }

const RegisterLowering kSilu({"aten::silu"}, lower_silu);
const RegisterLowering kHardsigmoid({"aten::hardsigmoid"}, lower_hardsigmoid);
const RegisterLowering kHardswishInSteps({"aten::hardswish"}, lower_hardswish_in_steps);
const RegisterLowering kHardswish({"aten::hardswish"}, lower_hardswish, 14);

}  // namespace
}  // namespace slipway::lower::onnx
