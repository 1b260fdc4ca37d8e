// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_batch_norm(Builder& b) {
  if (b.node().boolean("training") || !b.has("running_mean") || !b.has("running_var"))
    fail("it normalises with the statistics of the batch; put the module in eval mode and keep its running statistics");
  const Shape channels{b.shape_of("input").at(1)};
  const DType dtype = b.dtype_of("input");
  Tensor scale = b.optional_input("weight"), bias = b.optional_input("bias");
  if (!scale) scale = b.filled(channels, 1, dtype);
  if (!bias) bias = b.filled(channels, 0, dtype);
  b.output(b.emit("BatchNormalization",
                  {b.input("input"), scale, bias, b.input("running_mean"), b.input("running_var")},
                  {{"epsilon", static_cast<float>(b.node().number("eps"))}}));
}

const RegisterLowering kBatchNorm({"aten::batch_norm"}, lower_batch_norm);

}  // namespace
}  // namespace slipway::lower::onnx
