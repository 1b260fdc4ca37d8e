// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_index_select(Builder& b) {
  Tensor index = b.input("index");
  if (b.rank_of("index") == 0) index = b.unsqueeze(index, {}, {0});
  b.output(b.emit("Gather", {b.input("self"), index}, {{"axis", b.axis("dim")}}));
}

/// An index may be smaller than what it reads, besides along its own axis, which not every runtime takes: what is
/// beyond is cut off before.
void lower_gather(Builder& b) {
  const int64_t axis = b.axis("dim");
  const Shape& shape = b.shape_of("self");
  const Shape& wanted = b.shape_of("index");
  Tensor x = b.input("self");
  for (size_t i = 0; i < shape.size() && i < wanted.size(); ++i)
    if (static_cast<int64_t>(i) != axis && shape[i] != wanted[i])
      x = b.slice(x, {.axis = static_cast<int64_t>(i), .start = 0, .end = wanted[i]});
  b.output(b.emit("GatherElements", {x, b.input("index")}, {{"axis", axis}}));
}

void lower_embedding(Builder& b) {
  b.output(b.emit("Gather", {b.input("weight"), b.input("indices")}, {{"axis", int64_t{0}}}));
}

const RegisterLowering kIndexSelect({"aten::index_select"}, lower_index_select);
const RegisterLowering kGather({"aten::gather"}, lower_gather);
const RegisterLowering kEmbedding({"aten::embedding"}, lower_embedding);

}  // namespace
}  // namespace slipway::lower::onnx
