// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// values, indices
void top(Builder& b, const graph::SymInt& k, int64_t axis, bool largest, bool sorted) {
  const Attributes attributes{
      {"axis", axis}, {"largest", int64_t{largest ? 1 : 0}}, {"sorted", int64_t{sorted ? 1 : 0}}};
  const std::vector<Tensor> outputs =
      b.emit_many("TopK", {b.input("self"), b.dim(k)}, attributes, {b.dtype_of("self"), DType::kI64});
  // argsort has the indices only
  if (b.out_count() == 1) return b.output(outputs[1]);
  b.output(outputs[0], 0);
  b.output(outputs[1], 1);
}

void lower_topk(Builder& b) {
  top(b, b.node().sym("k"), b.axis("dim"), b.node().boolean("largest"), b.node().boolean("sorted"));
}

/// TensorRT has no other.
void lower_sorted_topk(Builder& b) { top(b, b.node().sym("k"), b.axis("dim"), b.node().boolean("largest"), true); }

/// The best of all, which runtimes give in order of their index where they are equal.
void lower_sort(Builder& b) {
  const int64_t axis = b.axis("dim");
  top(b, b.shape_of("self").at(static_cast<size_t>(axis)), axis, b.node().boolean("descending"), true);
}

const RegisterLowering kTopk({"aten::topk"}, lower_topk);
const RegisterLowering kSortedTopk({"aten::topk"}, lower_sorted_topk, kMinOpset, "tensorrt");
const RegisterLowering kSort({"aten::sort", "aten::sort.stable", "aten::argsort"}, lower_sort);

}  // namespace
}  // namespace slipway::lower::onnx
