// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

constexpr int64_t kEndOfAxis = std::numeric_limits<int64_t>::max();

/// ATen pads from the last axis on, each with (begin, end); ONNX all begins, then all ends.
void pad(Builder& b, std::string_view argument, const std::string& mode, Tensor value) {
  const graph::Ints& padding = b.node().syms(argument);
  const auto rank = static_cast<size_t>(b.rank_of("self"));
  std::vector<graph::SymInt> pads(2 * rank, graph::SymInt(0));
  for (size_t i = 0; i < padding.size(); ++i) pads[(i % 2) * rank + rank - 1 - i / 2] = padding[i];
  b.output(b.emit("Pad", {b.input("self"), b.ints(pads), value}, {{"mode", mode}}));
}

/// What lies at the other end comes before and behind.
void pad_circular(Builder& b, std::string_view argument) {
  const std::vector<int64_t> padding = b.integers(argument);
  const int64_t rank = b.rank_of("self");
  Tensor x = b.input("self");
  for (size_t i = 0; i + 1 < padding.size(); i += 2) {
    const int64_t axis = rank - 1 - static_cast<int64_t>(i) / 2;
    if (padding[i] < 0 || padding[i + 1] < 0) fail("circular padding by less than nothing is not supported");
    std::vector<Tensor> parts;
    if (padding[i] > 0) parts.push_back(b.slice(x, {axis, -padding[i], kEndOfAxis}));
    parts.push_back(x);
    if (padding[i + 1] > 0) parts.push_back(b.slice(x, {axis, 0, padding[i + 1]}));
    if (parts.size() > 1) x = b.emit("Concat", parts, {{"axis", axis}});
  }
  b.output(x);
}

void lower_constant_pad(Builder& b) { pad(b, "pad", "constant", b.scalar_argument("value", b.dtype_of("self"))); }

void lower_pad(Builder& b) {
  const std::string& mode = b.node().str("mode");
  if (mode == "constant") {
    const DType dtype = b.dtype_of("self");
    pad(b, "pad", mode, b.has("value") ? b.scalar_argument("value", dtype) : b.scalar(0.0, dtype));
  } else if (mode == "reflect") {
    pad(b, "pad", mode, {});
  } else if (mode == "replicate") {
    pad(b, "pad", "edge", {});
  } else if (mode == "circular") {
    pad_circular(b, "pad");
  } else {
    fail("its mode is '{}'; constant, reflect, replicate and circular are supported", mode);
  }
}

void lower_reflection_pad(Builder& b) { pad(b, "padding", "reflect", {}); }
void lower_replication_pad(Builder& b) { pad(b, "padding", "edge", {}); }

const RegisterLowering kConstantPad({"aten::constant_pad_nd"}, lower_constant_pad);
const RegisterLowering kPad({"aten::pad"}, lower_pad);
const RegisterLowering kReflectionPad({"aten::reflection_pad1d", "aten::reflection_pad2d"}, lower_reflection_pad);
const RegisterLowering kReplicationPad({"aten::replication_pad1d", "aten::replication_pad2d"}, lower_replication_pad);

}  // namespace
}  // namespace slipway::lower::onnx
