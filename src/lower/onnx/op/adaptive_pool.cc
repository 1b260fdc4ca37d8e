// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/window.h"

namespace slipway::lower::onnx {
namespace {

struct Form {
  const char* global;
  const char* windowed;
  const char* reduced;
};

/// One cell: the whole; a divisor of the input's size: windows side by side; one cell on some axes only: a reduction
/// over those.
void lower_adaptive(Builder& b, const Form& form, size_t axes) {
  const Shape& in = b.shape_of("self");
  const Shape& out = b.out_shape();
  std::vector<int64_t> kernel, reduced;
  bool whole = true, same = true, windows = true;
  for (size_t i = in.size() - axes; i < in.size(); ++i) {
    whole = whole && out[i] == graph::SymInt(1);
    same = same && out[i] == in[i];
    if (out[i] == graph::SymInt(1)) reduced.push_back(static_cast<int64_t>(i));
    if (in[i].is_constant() && out[i].is_constant() && in[i].constant() % out[i].constant() == 0)
      kernel.push_back(in[i].constant() / out[i].constant());
    else if (in[i] == out[i])
      kernel.push_back(1);
    else
      windows = false;
  }
  if (same) return b.output(b.input("self"));
  if (whole) return with_batch(b, "self", axes, [&](Tensor x) { return b.emit(form.global, {x}); });
  if (windows)
    return with_batch(b, "self", axes, [&](Tensor x) {
      return b.emit(form.windowed, {x}, {{"kernel_shape", kernel}, {"strides", kernel}});
    });
  // The axes that are neither 1 nor unchanged could not be windows.
  for (size_t i = in.size() - axes; i < in.size(); ++i)
    if (out[i] != graph::SymInt(1) && out[i] != in[i])
      fail("its output size {} is neither 1 nor a divisor of the input's {}", out[i].text(b.graph().axis_names()),
           in[i].text(b.graph().axis_names()));
  b.output(b.reduce(form.reduced, b.input("self"), reduced, true));
}

constexpr Form kAverage{"GlobalAveragePool", "AveragePool", "ReduceMean"};
constexpr Form kAdaptiveMaximum{"GlobalMaxPool", "MaxPool", "ReduceMax"};

void lower_average_1d(Builder& b) { lower_adaptive(b, kAverage, 1); }
void lower_average_2d(Builder& b) { lower_adaptive(b, kAverage, 2); }
void lower_adaptive_maximum(Builder& b, size_t axes) {
  if (b.out_count() > 1 && b.output_is_used(1))
    fail("the places of its maxima are used, and ONNX counts them in another way");
  lower_adaptive(b, kAdaptiveMaximum, axes);
}
void lower_maximum_1d(Builder& b) { lower_adaptive_maximum(b, 1); }
void lower_maximum_2d(Builder& b) { lower_adaptive_maximum(b, 2); }

const RegisterLowering kAverage1d({"aten::adaptive_avg_pool1d"}, lower_average_1d);
const RegisterLowering kAverage2d({"aten::adaptive_avg_pool2d", "aten::_adaptive_avg_pool2d"}, lower_average_2d);
const RegisterLowering kMaximum1d({"aten::adaptive_max_pool1d"}, lower_maximum_1d);
const RegisterLowering kMaximum2d({"aten::adaptive_max_pool2d"}, lower_maximum_2d);

}  // namespace
}  // namespace slipway::lower::onnx
