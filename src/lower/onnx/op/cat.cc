// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_cat(Builder& b) {
  std::vector<Tensor> parts;
  for (graph::ValueId id : b.node().tensors("tensors")) {
    // ATen skips tensors of shape [0], whatever the others' ranks are.
    if (b.graph().value(id).shape != Shape{0}) parts.push_back(b.cast(b.tensor_of(id), b.out_dtype()));
  }
  const auto rank = static_cast<int64_t>(b.out_shape().size());
  const int64_t dim = b.integer("dim");
  if (parts.size() == 1) return b.output(parts[0]);
  b.output(b.emit("Concat", parts, {{"axis", dim < 0 ? dim + rank : dim}}));
}

void lower_stack(Builder& b) {
  const auto rank = static_cast<int64_t>(b.out_shape().size());
  int64_t axis = b.integer("dim");
  if (axis < 0) axis += rank;
  std::vector<Tensor> parts;
  for (graph::ValueId id : b.node().tensors("tensors")) {
    const Tensor part = b.unsqueeze(b.tensor_of(id), b.graph().value(id).shape, {axis});
    parts.push_back(b.cast(part, b.out_dtype()));
  }
  if (parts.size() == 1) return b.output(parts[0]);
  b.output(b.emit("Concat", parts, {{"axis", axis}}));
}

const RegisterLowering kCat({"aten::cat", "aten::concat"}, lower_cat);
const RegisterLowering kStack({"aten::stack"}, lower_stack);

}  // namespace
}  // namespace slipway::lower::onnx
