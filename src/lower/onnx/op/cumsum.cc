// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_cumsum(Builder& b) {
  b.output(b.emit("CumSum", {b.input_as("self", b.out_dtype()), b.scalar(graph::SymInt(b.axis("dim")), DType::kI64)}));
}

const RegisterLowering kCumsum({"aten::cumsum"}, lower_cumsum);

}  // namespace
}  // namespace slipway::lower::onnx
