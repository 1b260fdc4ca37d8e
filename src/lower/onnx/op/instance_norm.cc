// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_instance_norm(Builder& b) {
  if (!b.node().boolean("use_input_stats"))
    fail("it normalises with running statistics; only the input's own are supported");
  const Shape channels{b.shape_of("input").at(1)};
  const DType dtype = b.dtype_of("input");
  Tensor scale = b.optional_input("weight"), bias = b.optional_input("bias");
  if (!scale) scale = b.filled(channels, 1, dtype);
  if (!bias) bias = b.filled(channels, 0, dtype);
  b.output(b.emit("InstanceNormalization", {b.input("input"), scale, bias},
                  {{"epsilon", static_cast<float>(b.node().number("eps"))}}));
}

const RegisterLowering kInstanceNorm({"aten::instance_norm"}, lower_instance_norm);

}  // namespace
}  // namespace slipway::lower::onnx
