// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_expand(Builder& b) { b.output(b.expand(b.input("self"), b.shape_of("self"), b.out_shape())); }

void lower_repeat(Builder& b) {
  const Shape& shape = b.shape_of("self");
  std::vector<graph::SymInt> repeats = b.node().has("repeats") ? b.node().syms("repeats") : b.node().syms("dims");
  if (repeats.size() < shape.size()) repeats.insert(repeats.begin(), shape.size() - repeats.size(), graph::SymInt(1));
  Tensor x = b.input("self");
  std::vector<int64_t> added;
  for (size_t i = shape.size(); i < repeats.size(); ++i) added.push_back(static_cast<int64_t>(added.size()));
  x = b.unsqueeze(x, shape, added);
  b.output(b.emit("Tile", {x, b.ints(repeats)}));
}

/// Each element several times in a row: a new axis behind, repeated, and melted into its neighbour.
void lower_repeat_interleave(Builder& b) {
  if (!b.has("dim")) fail("it needs its argument dim");
  const auto axis = static_cast<size_t>(b.axis("dim"));
  const Shape& shape = b.shape_of("self");
  const Tensor x = b.unsqueeze(b.input("self"), shape, {static_cast<int64_t>(axis) + 1});
  Shape from = shape, to = shape;
  from.insert(from.begin() + static_cast<int64_t>(axis) + 1, 1);
  to.insert(to.begin() + static_cast<int64_t>(axis) + 1, b.node().sym("repeats"));
  b.output(b.reshape(b.expand(x, from, to), to, b.out_shape()));
}

const RegisterLowering kExpand({"aten::expand", "aten::expand_as", "aten::broadcast_to"}, lower_expand);
const RegisterLowering kRepeat({"aten::repeat", "aten::tile"}, lower_repeat);
const RegisterLowering kRepeatInterleave({"aten::repeat_interleave.self_int"}, lower_repeat_interleave);

}  // namespace
}  // namespace slipway::lower::onnx
