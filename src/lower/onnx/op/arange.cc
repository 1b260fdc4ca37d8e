// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

using graph::Argument;
using graph::SymInt;

bool is_integer(const Builder& b, std::string_view name) {
  return !b.node().has(name) || std::holds_alternative<SymInt>(b.node().arg(name));
}

/// Computed in i64 where all arguments are integers, so that large numbers stay exact; then in the result's dtype.
void lower_arange(Builder& b) {
  const bool integers = is_integer(b, "start") && is_integer(b, "end") && is_integer(b, "step");
  const DType dtype = integers ? DType::kI64 : is_floating(b.out_dtype()) ? b.out_dtype() : DType::kF32;
  auto value = [&](std::string_view name, double fallback) {
    return b.node().has(name) ? b.scalar_argument(name, dtype) : b.scalar(fallback, dtype);
  };
  const Tensor start = value("start", 0), end = value("end", 0), step = value("step", 1);
  const SymInt& count = b.out_shape().at(0);
  if (integers && count.is_constant() && b.constant_data(start) != nullptr && b.constant_data(step) != nullptr) {
    std::vector<int64_t> values;
    for (int64_t i = 0; i < count.constant(); ++i)
      values.push_back(*b.constant_data(start)->data<int64_t>() + i * *b.constant_data(step)->data<int64_t>());
    return b.output(b.cast(b.ints(values), b.out_dtype()));
  }
  b.output(b.cast(b.emit("Range", {start, end, step}), b.out_dtype()));
}

const RegisterLowering kArange({"aten::arange", "aten::arange.start", "aten::arange.start_step"}, lower_arange);

}  // namespace
}  // namespace slipway::lower::onnx
