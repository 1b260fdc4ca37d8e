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

void lower_gather(Builder& b) {
  b.output(b.emit("GatherElements", {b.input("self"), b.input("index")}, {{"axis", b.axis("dim")}}));
}

void lower_embedding(Builder& b) {
  b.output(b.emit("Gather", {b.input("weight"), b.input("indices")}, {{"axis", int64_t{0}}}));
}

const RegisterLowering kIndexSelect({"aten::index_select"}, lower_index_select);
const RegisterLowering kGather({"aten::gather"}, lower_gather);
const RegisterLowering kEmbedding({"aten::embedding"}, lower_embedding);

}  // namespace
}  // namespace slipway::lower::onnx
