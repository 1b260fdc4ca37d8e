// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

void lower_einsum(Builder& b) {
  b.output(b.emit("Einsum", b.inputs("tensors"), {{"equation", b.node().str("equation")}}));
}

const RegisterLowering kEinsum({"aten::einsum"}, lower_einsum, 12);

}  // namespace
}  // namespace slipway::lower::onnx
