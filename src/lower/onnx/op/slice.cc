// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

void lower_slice(Builder& b) {
  const int64_t axis = b.axis("dim");
  const auto at = static_cast<size_t>(axis);
  const SymInt start = b.has("start") ? b.node().sym("start") : SymInt(0);
  const SymInt end = b.has("end") ? b.node().sym("end") : SymInt(std::numeric_limits<int64_t>::max());
  const int64_t step = b.integer("step");
  // As large as before: nothing was cut off.
  if (step == 1 && b.out_shape()[at] == b.shape_of("self")[at]) return b.output(b.input("self"));
  b.output(b.slice(b.input("self"), {axis, start, end, step}));
}

void lower_narrow(Builder& b) {
  const int64_t axis = b.axis("dim");
  const auto at = static_cast<size_t>(axis);
  SymInt start = b.node().sym("start");
  if (start.is_constant() && start.constant() < 0) start = start + b.shape_of("self")[at];
  b.output(b.slice(b.input("self"), {axis, start, start + b.node().sym("length")}));
}

void lower_select(Builder& b) {
  const int64_t axis = b.axis("dim");
  b.output(b.emit("Gather", {b.input("self"), b.scalar(b.node().sym("index"), DType::kI64)}, {{"axis", axis}}));
}

const RegisterLowering kSlice({"aten::slice.Tensor"}, lower_slice);
const RegisterLowering kNarrow({"aten::narrow"}, lower_narrow);
const RegisterLowering kSelect({"aten::select.int"}, lower_select);

}  // namespace
}  // namespace slipway::lower::onnx
