// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

/// From the last element backwards.
void lower_flip(Builder& b) {
  Tensor x = b.input("self");
  if (b.node().syms("dims").empty()) return b.output(x);
  for (int64_t axis : b.axes("dims")) x = b.slice(x, {axis, -1, kFirst, -1});
  b.output(x);
}

/// The last `shift` elements of each axis go to the front.
void lower_roll(Builder& b) {
  const std::vector<int64_t> shifts = b.integers("shifts");
  if (b.node().syms("dims").empty()) fail("it needs its argument dims");
  const std::vector<int64_t> axes = b.axes("dims");
  Tensor x = b.input("self");
  for (size_t i = 0; i < axes.size(); ++i) {
    int64_t shift = shifts.at(i);
    const graph::SymInt& size = b.shape_of("self")[static_cast<size_t>(axes[i])];
    if (size.is_constant() && size.constant() > 0) shift %= size.constant();
    if (shift == 0) continue;
    x = b.emit("Concat", {b.slice(x, {axes[i], -shift, kLast}), b.slice(x, {axes[i], 0, -shift})}, {{"axis", axes[i]}});
  }
  b.output(x);
}

const RegisterLowering kFlip({"aten::flip"}, lower_flip);
const RegisterLowering kRoll({"aten::roll"}, lower_roll);

}  // namespace
}  // namespace slipway::lower::onnx
