// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// All of split, split_with_sizes and chunk: the sizes are those of the outputs.
void lower_split(Builder& b) {
  const int64_t axis = b.axis("dim");
  const Tensor x = b.input("self");
  std::vector<int64_t> sizes;
  Shape symbolic;
  for (size_t i = 0; i < b.out_count(); ++i) {
    symbolic.push_back(b.out_shape(i)[static_cast<size_t>(axis)]);
    if (symbolic.back().is_constant()) sizes.push_back(symbolic.back().constant());
  }
  if (b.out_count() == 1) return b.output(x);
  if (sizes.size() == symbolic.size()) {
    const std::vector<Tensor> parts = b.split(x, sizes, axis);
    for (size_t i = 0; i < parts.size(); ++i) b.output(parts[i], i);
    return;
  }
  graph::SymInt start = 0;
  for (size_t i = 0; i < symbolic.size(); ++i) {
    const graph::SymInt end = start + symbolic[i];
    b.output(b.slice(x, {axis, start, end}), i);
    start = end;
  }
}

void lower_unbind(Builder& b) {
  const int64_t axis = b.axis("dim");
  for (size_t i = 0; i < b.out_count(); ++i) {
    const Tensor index = b.scalar(graph::SymInt(static_cast<int64_t>(i)), DType::kI64);
    b.output(b.emit("Gather", {b.input("self"), index}, {{"axis", axis}}), i);
  }
}

const RegisterLowering kSplit({"aten::split.Tensor", "aten::split.sizes", "aten::split_with_sizes", "aten::chunk"},
                              lower_split);
const RegisterLowering kUnbind({"aten::unbind.int"}, lower_unbind);

}  // namespace
}  // namespace slipway::lower::onnx
