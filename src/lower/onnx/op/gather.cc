// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

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

/// [B,N,1] where the index [B,N,C] says the same for all C columns, as rows are taken; absent where it does not.
std::optional<Tensor> index_of_rows(Builder& b) {
  const graph::Graph& graph = b.graph();
  const graph::ValueId index = b.node().tensor("index");
  const int producer = graph.producers()[static_cast<size_t>(index)];
  if (producer < 0 || b.rank_of("index") != 3 || b.axis("dim") != 1) return std::nullopt;
  const graph::Node& node = graph.nodes[static_cast<size_t>(producer)];
  if (node.op != "aten::expand") return std::nullopt;
  const Shape& narrow = graph.value(node.tensor("self")).shape;
  const Shape& wide = b.shape_of("index");
  const Shape& shape = b.shape_of("self");
  const bool rows = narrow.size() == 3 && narrow[0] == wide[0] && narrow[1] == wide[1] &&
                    narrow[2] == graph::SymInt(1) && shape[0] == wide[0] && shape[2] == wide[2];
  if (!rows) return std::nullopt;
  return b.tensor_of(node.tensor("self"));
}

/// Rows are taken as such: runtimes do it faster, and some get the other form wrong.
void lower_gather_of_rows(Builder& b) {
  const std::optional<Tensor> index = index_of_rows(b);
  if (!index) return lower_gather(b);
  b.output(b.emit("GatherND", {b.input("self"), *index}, {{"batch_dims", int64_t{1}}}));
}

void lower_embedding(Builder& b) {
  b.output(b.emit("Gather", {b.input("weight"), b.input("indices")}, {{"axis", int64_t{0}}}));
}

const RegisterLowering kIndexSelect({"aten::index_select"}, lower_index_select);
const RegisterLowering kGather({"aten::gather"}, lower_gather);
const RegisterLowering kGatherOfRows({"aten::gather"}, lower_gather_of_rows, 12);
const RegisterLowering kEmbedding({"aten::embedding"}, lower_embedding);

}  // namespace
}  // namespace slipway::lower::onnx
