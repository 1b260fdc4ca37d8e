// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// x[:, i, j]: the axes that have an index tensor.
struct Indexed {
  std::vector<int64_t> axes;
  std::vector<graph::ValueId> indices;
  bool adjacent() const { return axes.back() - axes.front() + 1 == static_cast<int64_t>(axes.size()); }
};

Indexed read_index(const Builder& b) {
  Indexed result;
  const std::vector<graph::ValueId>& ids = b.node().tensors("indices");
  for (size_t axis = 0; axis < ids.size(); ++axis) {
    if (ids[axis] < 0) continue;
    const DType dtype = b.graph().value(ids[axis]).dtype;
    if (dtype == DType::kBool || dtype == DType::kU8)
      fail("indexing with a mask has a result whose size depends on the data; use torch.where or masked_fill");
    result.axes.push_back(static_cast<int64_t>(axis));
    result.indices.push_back(ids[axis]);
  }
  return result;
}

/// The indexed axes in front, the others behind them in their order.
std::vector<int64_t> in_front(const std::vector<int64_t>& axes, int64_t rank) {
  std::vector<int64_t> permutation = axes;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) permutation.push_back(axis);
  return permutation;
}

void lower_index(Builder& b) {
  const Indexed indexed = read_index(b);
  const Tensor x = b.input("self");
  if (indexed.axes.empty()) return b.output(x);
  if (indexed.axes.size() == 1)
    return b.output(b.emit("Gather", {x, b.tensor_of(indexed.indices[0])}, {{"axis", indexed.axes[0]}}));

  // Several index tensors are broadcast against each other and become the rows of GatherND. Their common axes stand
  // where the first indexed axis was if the indexed axes are neighbours, else in front.
  size_t common_rank = 0;
  for (graph::ValueId id : indexed.indices) common_rank = std::max(common_rank, b.graph().value(id).shape.size());
  const int64_t place = indexed.adjacent() ? indexed.axes[0] : 0;
  const Shape common(b.out_shape().begin() + place, b.out_shape().begin() + place + static_cast<int64_t>(common_rank));
  std::vector<Tensor> columns;
  for (graph::ValueId id : indexed.indices) {
    const Tensor index = b.expand(b.cast(b.tensor_of(id), DType::kI64), b.graph().value(id).shape, common);
    columns.push_back(b.unsqueeze(index, common, {static_cast<int64_t>(common_rank)}));
  }
  const Tensor rows = b.emit("Concat", columns, {{"axis", static_cast<int64_t>(common_rank)}});
  Tensor y = b.emit("GatherND", {b.transpose(x, in_front(indexed.axes, b.rank_of("self"))), rows});
  if (place > 0) {
    // [common..., before..., after...] -> [before..., common..., after...]
    std::vector<int64_t> permutation(b.out_shape().size());
    std::iota(permutation.begin(), permutation.end(), int64_t{0});
    std::rotate(permutation.begin(), permutation.begin() + static_cast<int64_t>(common_rank),
                permutation.begin() + static_cast<int64_t>(common_rank) + place);
    y = b.transpose(y, permutation);
  }
  b.output(y);
}

const RegisterLowering kIndex({"aten::index.Tensor"}, lower_index);

}  // namespace
}  // namespace slipway::lower::onnx
