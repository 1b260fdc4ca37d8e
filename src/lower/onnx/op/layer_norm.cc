// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

struct LayerNorm {
  std::vector<int64_t> axes;  // the last ones
  Tensor x, weight, bias;
  double epsilon;
};

LayerNorm read_layer_norm(Builder& b) {
  const auto count = static_cast<int64_t>(b.node().syms("normalized_shape").size());
  LayerNorm norm{{}, b.input("input"), b.optional_input("weight"), b.optional_input("bias"), b.node().number("eps")};
  for (int64_t i = -count; i < 0; ++i) norm.axes.push_back(i);
  return norm;
}

void lower_layer_norm(Builder& b) {
  LayerNorm norm = read_layer_norm(b);
  if (!norm.weight) norm.weight = b.filled(b.node().syms("normalized_shape"), 1, b.dtype(norm.x));
  b.output(b.emit("LayerNormalization", {norm.x, norm.weight, norm.bias},
                  {{"axis", norm.axes.front()}, {"epsilon", static_cast<float>(norm.epsilon)}}));
}

/// The steps that runtimes know to fuse.
void lower_layer_norm_in_steps(Builder& b) {
  const LayerNorm norm = read_layer_norm(b);
  const DType dtype = b.dtype(norm.x);
  const Tensor centred = b.emit("Sub", {norm.x, b.reduce("ReduceMean", norm.x, norm.axes, true)});
  const Tensor variance = b.reduce("ReduceMean", b.emit("Pow", {centred, b.scalar(2.0, dtype)}), norm.axes, true);
  const Tensor deviation = b.emit("Sqrt", {b.emit("Add", {variance, b.scalar(norm.epsilon, dtype)})});
  Tensor y = b.emit("Div", {centred, deviation});
  if (norm.weight) y = b.emit("Mul", {y, norm.weight});
  if (norm.bias) y = b.emit("Add", {y, norm.bias});
  b.output(y);
}

const RegisterLowering kLayerNormInSteps({"aten::layer_norm"}, lower_layer_norm_in_steps);
const RegisterLowering kLayerNorm({"aten::layer_norm"}, lower_layer_norm, 17);

}  // namespace
}  // namespace slipway::lower::onnx
