// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_relu(Builder& b) {
  const DType dtype = b.dtype_of("self");
  // ONNX has it for integers from opset 14 on.
  b.output(is_floating(dtype) ? b.emit("Relu", {b.input("self")}) : b.maximum(b.input("self"), b.scalar(0.0, dtype)));
}

void lower_relu6(Builder& b) {
  const DType dtype = b.dtype_of("self");
  b.output(b.clip(b.input("self"), b.scalar(0.0, dtype), b.scalar(6.0, dtype)));
}

void lower_hardtanh(Builder& b) {
  const DType dtype = b.dtype_of("self");
  b.output(b.clip(b.input("self"), b.scalar_argument("min_val", dtype), b.scalar_argument("max_val", dtype)));
}

void lower_leaky_relu(Builder& b) {
  b.output(b.emit("LeakyRelu", {b.input("self")}, {{"alpha", static_cast<float>(b.node().number("negative_slope"))}}));
}

/// What is not above the threshold becomes `value`. For zero, and a threshold that is not negative, ONNX has it.
void lower_threshold(Builder& b) {
  const DType dtype = b.dtype_of("self");
  const double threshold = b.node().number("threshold"), value = b.node().number("value");
  if (dtype == DType::kF32 && value == 0 && threshold >= 0) {
    b.output(b.emit("ThresholdedRelu", {b.input("self")}, {{"alpha", static_cast<float>(threshold)}}));
    return;
  }
  const Tensor above = b.emit("Greater", {b.input("self"), b.scalar_argument("threshold", dtype)});
  b.output(b.emit("Where", {above, b.input("self"), b.scalar_argument("value", dtype)}));
}

/// One slope, or one per channel (axis 1), which ONNX wants as [C,1,...,1].
void lower_prelu(Builder& b) {
  const Shape& weight = b.shape_of("weight");
  std::vector<int64_t> axes;
  for (int64_t i = 2; i < b.rank_of("self"); ++i) axes.push_back(i - 1);
  const bool shared = weight.empty() || weight[0] == graph::SymInt(1);
  const Tensor slope = b.input("weight");
  b.output(b.emit("PRelu", {b.input("self"), shared ? slope : b.unsqueeze(slope, weight, axes)}));
}

const RegisterLowering kRelu({"aten::relu"}, lower_relu);
const RegisterLowering kRelu6({"aten::relu6"}, lower_relu6);
const RegisterLowering kHardtanh({"aten::hardtanh"}, lower_hardtanh);
const RegisterLowering kLeakyRelu({"aten::leaky_relu"}, lower_leaky_relu);
const RegisterLowering kThreshold({"aten::threshold"}, lower_threshold);
const RegisterLowering kPrelu({"aten::prelu"}, lower_prelu);

}  // namespace
}  // namespace slipway::lower::onnx
