// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// log(1 + exp(beta·x))/beta. ATen takes x itself above a threshold, where the difference is below f32's resolution; a
/// small threshold would change the function.
void lower_softplus(Builder& b) {
  const double beta = b.node().number("beta"), threshold = b.node().number("threshold");
  if (threshold < 20) fail("its threshold is {}, and below 20 ONNX's Softplus is another function", threshold);
  b.output(b.times(b.emit("Softplus", {b.times(b.input("self"), beta)}), 1 / beta));
}

void lower_mish_in_steps(Builder& b) {
  const Tensor x = b.input("self");
  b.output(b.emit("Mul", {x, b.emit("Tanh", {b.emit("Softplus", {x})})}));
}

void lower_mish(Builder& b) { b.output(b.emit("Mish", {b.input("self")})); }

void lower_log_sigmoid(Builder& b) {
  b.output(b.emit("Neg", {b.emit("Softplus", {b.emit("Neg", {b.input("self")})})}));
}

const RegisterLowering kSoftplus({"aten::softplus"}, lower_softplus);
const RegisterLowering kMishInSteps({"aten::mish"}, lower_mish_in_steps);
const RegisterLowering kMish({"aten::mish"}, lower_mish, 18);
const RegisterLowering kLogSigmoid({"aten::log_sigmoid"}, lower_log_sigmoid);

}  // namespace
}  // namespace slipway::lower::onnx
