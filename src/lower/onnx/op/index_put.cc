// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// x[:, i, j] = values, and x[mask] = one value.
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

bool is_mask(DType dtype) { return dtype == DType::kBool || dtype == DType::kU8; }

/// One value where a mask of the leading axes holds. Several ones would go to as many places as the data says.
void put_by_mask(Builder& b, size_t axis, graph::ValueId mask) {
  const Shape& shape = b.shape_of("self");
  const Shape& values = b.shape_of("values");
  if (axis != 0) fail("a mask that is not the first index is not supported");
  if (!std::all_of(values.begin(), values.end(), [](const graph::SymInt& size) { return size == graph::SymInt(1); }))
    fail("a mask says only at run time how many of the values are used; use torch.where, or one value");
  Tensor condition = b.cast(b.tensor_of(mask), DType::kBool);
  const Shape& mask_shape = b.graph().value(mask).shape;
  std::vector<int64_t> behind;
  for (size_t i = mask_shape.size(); i < shape.size(); ++i) behind.push_back(static_cast<int64_t>(i));
  if (!behind.empty()) condition = b.unsqueeze(condition, mask_shape, behind);
  Tensor value = b.input_as("values", b.dtype_of("self"));
  if (!values.empty()) value = b.reshape(value, values, {});
  const Tensor x = b.input("self");
  if (b.node().boolean("accumulate")) value = b.emit("Add", {x, value});
  b.output(b.where(condition, value, x));
}

void lower_index_put(Builder& b) {
  const std::vector<graph::ValueId>& ids = b.node().tensors("indices");
  std::vector<int64_t> axes;
  size_t common_rank = 0;
  for (size_t axis = 0; axis < ids.size(); ++axis) {
    if (ids[axis] < 0) continue;
    const graph::Value& index = b.graph().value(ids[axis]);
    if (is_mask(index.dtype)) {
      if (std::count_if(ids.begin(), ids.end(), [](graph::ValueId id) { return id >= 0; }) > 1)
        fail("a mask among several indices is not supported; use torch.where");
      return put_by_mask(b, axis, ids[axis]);
    }
    axes.push_back(static_cast<int64_t>(axis));
    common_rank = std::max(common_rank, index.shape.size());
  }
  if (axes.empty()) fail("it has no index");

  // All indices broadcast to one shape: that of what is written, where the other axes of x follow.
  Shape common(common_rank, graph::SymInt(1));
  for (const int64_t axis : axes) {
    const Shape& shape = b.graph().value(ids[static_cast<size_t>(axis)]).shape;
    for (size_t i = 0; i < shape.size(); ++i)
      if (graph::SymInt& size = common[common_rank - shape.size() + i]; size == graph::SymInt(1)) size = shape[i];
  }
  std::vector<Tensor> columns;
  for (const int64_t axis : axes) {
    const graph::ValueId id = ids[static_cast<size_t>(axis)];
    const Tensor index = b.expand(b.cast(b.tensor_of(id), DType::kI64), b.graph().value(id).shape, common);
    columns.push_back(b.unsqueeze(index, common, {static_cast<int64_t>(common_rank)}));
  }
  const Tensor rows =
      columns.size() == 1 ? columns[0] : b.emit("Concat", columns, {{"axis", static_cast<int64_t>(common_rank)}});

  const auto rank = b.rank_of("self");
  std::vector<int64_t> in_front = axes;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) in_front.push_back(axis);

  // What is written has the common axes where the first index is, if the indexed axes are neighbours, else in front.
  const bool adjacent = axes.back() - axes.front() + 1 == static_cast<int64_t>(axes.size());
  const auto place = static_cast<size_t>(adjacent ? axes.front() : 0);
  Shape written;
  for (size_t i = axes.size(); i < in_front.size(); ++i)
    written.push_back(b.shape_of("self")[static_cast<size_t>(in_front[i])]);
  written.insert(written.begin() + static_cast<int64_t>(place), common.begin(), common.end());
  Tensor values = b.expand(b.input_as("values", b.dtype_of("self")), b.shape_of("values"), written);
  if (place > 0) {
    // [before..., common..., after...] -> [common..., before..., after...]
    std::vector<int64_t> permutation(written.size());
    std::iota(permutation.begin(), permutation.end(), int64_t{0});
    std::rotate(permutation.begin(), permutation.begin() + static_cast<int64_t>(place),
                permutation.begin() + static_cast<int64_t>(place + common_rank));
    values = b.transpose(values, permutation);
  }

  Attributes attributes;
  if (b.node().boolean("accumulate")) {
    if (b.opset() < 16) fail("adding to what is there (accumulate=True) needs opset 16");
    attributes = {{"reduction", std::string("add")}};
  }
  std::vector<int64_t> back(in_front.size());
  for (size_t i = 0; i < in_front.size(); ++i) back[static_cast<size_t>(in_front[i])] = static_cast<int64_t>(i);
  b.output(b.transpose(b.emit("ScatterND", {b.transpose(b.input("self"), in_front), rows, values}, attributes), back));
}

const RegisterLowering kIndexPut({"aten::index_put"}, lower_index_put);

}  // namespace
}  // namespace slipway::lower::onnx
