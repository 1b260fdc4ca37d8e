// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// The result's shape says everything.
void lower_reshape(Builder& b) { b.output(b.reshape(b.input("self"), b.shape_of("self"), b.out_shape())); }

/// Squeezes the axes that ATen squeezed: those given (default all) whose size is 1.
void lower_squeeze(Builder& b) {
  const Shape& shape = b.shape_of("self");
  std::vector<int64_t> axes;
  for (int64_t axis : b.axes("dim"))
    if (shape.size() > static_cast<size_t>(axis) && shape[static_cast<size_t>(axis)] == graph::SymInt(1))
      axes.push_back(axis);
  std::sort(axes.begin(), axes.end());
  if (shape.size() - axes.size() != b.out_shape().size()) fail("it drops an axis whose size is not always 1");
  b.output(b.squeeze(b.input("self"), shape, axes));
}

void lower_unsqueeze(Builder& b) {
  const auto rank = static_cast<int64_t>(b.out_shape().size());
  const int64_t dim = b.integer("dim");
  b.output(b.unsqueeze(b.input("self"), b.shape_of("self"), {dim < 0 ? dim + rank : dim}));
}

const RegisterLowering kReshape({"aten::reshape", "aten::view", "aten::_unsafe_view", "aten::reshape_as",
                                 "aten::view_as", "aten::_reshape_alias", "aten::flatten.using_ints",
                                 "aten::unflatten.int"},
                                lower_reshape);
const RegisterLowering kSqueeze({"aten::squeeze", "aten::squeeze.dim"}, lower_squeeze);
const RegisterLowering kUnsqueeze({"aten::unsqueeze"}, lower_unsqueeze);

}  // namespace
}  // namespace slipway::lower::onnx
