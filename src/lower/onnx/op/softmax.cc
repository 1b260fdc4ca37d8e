// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

template <const char* kType>
void lower_softmax(Builder& b) {
  b.output(b.softmax(kType, b.input_as("self", b.out_dtype()), b.axis("dim"), b.rank_of("self")));
}

constexpr char kSoftmax[] = "Softmax", kLogSoftmax[] = "LogSoftmax";
const RegisterLowering kRegisterSoftmax({"aten::softmax.int", "aten::_softmax"}, lower_softmax<kSoftmax>);
const RegisterLowering kRegisterLogSoftmax({"aten::log_softmax.int", "aten::_log_softmax"}, lower_softmax<kLogSoftmax>);

}  // namespace
}  // namespace slipway::lower::onnx
