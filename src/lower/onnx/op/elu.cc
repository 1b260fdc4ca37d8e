// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// scale·x where x > 0, else scale·alpha·(exp(input_scale·x) - 1)
void elu(Builder& b, double alpha, double scale, double input_scale) {
  const Tensor x = b.input("self");
  if (input_scale == 1) return b.output(b.times(b.emit("Elu", {x}, {{"alpha", static_cast<float>(alpha)}}), scale));
  const DType dtype = b.dtype(x);
  const Tensor negative =
      b.times(b.emit("Sub", {b.emit("Exp", {b.times(x, input_scale)}), b.scalar(1.0, dtype)}), scale * alpha);
  b.output(b.where(b.emit_as(DType::kBool, "Greater", {x, b.scalar(0.0, dtype)}), b.times(x, scale), negative));
}

void lower_elu(Builder& b) {
  elu(b, b.node().number("alpha"), b.node().number("scale"), b.node().number("input_scale"));
}

void lower_celu(Builder& b) { elu(b, b.node().number("alpha"), 1, 1 / b.node().number("alpha")); }

void lower_selu(Builder& b) { b.output(b.emit("Selu", {b.input("self")})); }

const RegisterLowering kElu({"aten::elu"}, lower_elu);
const RegisterLowering kCelu({"aten::celu"}, lower_celu);
const RegisterLowering kSelu({"aten::selu"}, lower_selu);

}  // namespace
}  // namespace slipway::lower::onnx
