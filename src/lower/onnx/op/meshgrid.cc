// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// Each vector along its own axis of the grid, repeated along the others.
void lower_meshgrid(Builder& b) {
  const std::vector<graph::ValueId>& ids = b.node().tensors("tensors");
  const bool swapped = b.node().has("indexing") && b.node().str("indexing") == "xy" && ids.size() >= 2;
  for (size_t i = 0; i < ids.size(); ++i) {
    const Shape& grid = b.out_shape(i);
    const size_t axis = swapped && i < 2 ? 1 - i : i;
    Shape shape(grid.size(), graph::SymInt(1));
    shape[axis] = grid[axis];
    b.output(b.expand(b.reshape(b.tensor_of(ids[i]), b.graph().value(ids[i]).shape, shape), shape, grid), i);
  }
}

const RegisterLowering kMeshgrid({"aten::meshgrid", "aten::meshgrid.indexing"}, lower_meshgrid);

}  // namespace
}  // namespace slipway::lower::onnx
