// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// [C] as [C,1,...,1], to go with an input of `rank` axes.
Tensor per_channel(Builder& b, Tensor x, const Shape& shape, size_t rank) {
  std::vector<int64_t> axes;
  for (size_t i = 2; i < rank; ++i) axes.push_back(static_cast<int64_t>(i) - 1);
  return b.unsqueeze(x, shape, axes);
}

/// Each group is an instance of its own. What is left of an image stays two axes, as not every runtime normalizes
/// others.
void lower_group_norm(Builder& b) {
  const Shape& shape = b.shape_of("input");
  const int64_t groups = b.integer("num_groups");
  const DType dtype = b.dtype_of("input");
  graph::SymInt size = shape.at(1).divided_by(groups);
  for (size_t i = 2; i < shape.size(); ++i) size = size * shape[i];
  Shape grouped{shape[0], groups, size};
  if (shape.size() == 4) grouped = {shape[0], groups, shape[1].divided_by(groups) * shape[2], shape[3]};
  Tensor y =
      b.emit("InstanceNormalization",
             {b.reshape(b.input("input"), shape, grouped), b.filled({groups}, 1, dtype), b.filled({groups}, 0, dtype)},
             {{"epsilon", static_cast<float>(b.node().number("eps"))}});
  y = b.reshape(y, grouped, shape);
  if (b.has("weight")) y = b.emit("Mul", {y, per_channel(b, b.input("weight"), b.shape_of("weight"), shape.size())});
  if (b.has("bias")) y = b.emit("Add", {y, per_channel(b, b.input("bias"), b.shape_of("bias"), shape.size())});
  b.output(y);
}

const RegisterLowering kGroupNorm({"aten::group_norm"}, lower_group_norm);

}  // namespace
}  // namespace slipway::lower::onnx
