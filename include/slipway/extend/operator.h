// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of operators: how an ATen operator is written as ONNX, where Slipway has no way or one backend needs
/// another.
///
///     void lower_frac(Builder& b) { b.output(b.emit("Sub", {b.input("self"), b.emit("Floor", {b.input("self")})})); }
///     const RegisterLowering kFrac({"aten::frac"}, lower_frac);
///     const RegisterLowering kOne({"aten::frac"}, lower_frac_ncnn, kMinOpset, "ncnn");  // for one backend
///
/// What the operator's options ask for and ONNX cannot do is fail(...), never an approximation.
#pragma once

#include "base/error.h"
#include "lower/onnx/builder.h"
#include "lower/torchscript/operator.h"

namespace slipway::extend {

using slipway::DType;
using slipway::fail;
using slipway::HostTensor;

namespace onnx {

using lower::onnx::Attributes;
using lower::onnx::Builder;
using lower::onnx::host_filled;
using lower::onnx::kMaxOpset;
using lower::onnx::kMinOpset;
using lower::onnx::Lowering;
using lower::onnx::RegisterLowering;
using lower::onnx::Shape;
using lower::onnx::Tensor;

}  // namespace onnx

namespace torchscript {

using lower::torchscript::RegisterOperator;  ///< an operator of one's own, as a function of standard ones

}  // namespace torchscript
}  // namespace slipway::extend
