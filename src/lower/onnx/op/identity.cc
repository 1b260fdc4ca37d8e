// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// Nothing but, where dtypes differ, a conversion.
void lower_identity(Builder& b) { b.output(b.input_as("self", b.out_dtype())); }

void lower_dropout(Builder& b) {
  if (b.node().boolean("train")) fail("it is in training mode; put the module in eval mode");
  b.output(b.input("input"));
}

const RegisterLowering kIdentity({"aten::contiguous", "aten::clone", "aten::detach", "aten::alias", "aten::positive",
                                  "aten::lift_fresh", "aten::to.dtype", "aten::to.device", "aten::to.dtype_layout",
                                  "aten::to.other", "aten::type_as", "aten::_to_copy"},
                                 lower_identity);
const RegisterLowering kDropout({"aten::dropout", "aten::feature_dropout"}, lower_dropout);

}  // namespace
}  // namespace slipway::lower::onnx
