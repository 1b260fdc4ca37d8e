// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/window.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

struct PoolWindow {
  std::vector<int64_t> kernel, stride, begins, ends, dilation;
  bool overhangs = false;  // ceil_mode has added windows that reach beyond the padding
};

size_t spatial_axes(const Builder& b) {
  const std::string& op = b.node().op;
  return op.find("1d") != std::string::npos ? 1 : op.find("3d") != std::string::npos ? 3 : 2;
}

/// ATen's ceil_mode, its last window starts inside the padded input, is not ONNX's. More padding at the end, as much as
/// the output's size needs, says the same without it.
PoolWindow pool_window_of(const Builder& b, const Shape& in) {
  const size_t axes = spatial_axes(b);
  PoolWindow window;
  window.kernel = per_axis(b, "kernel_size", axes);
  window.stride = per_axis(b, "stride", axes, window.kernel);
  window.begins = window.ends = per_axis(b, "padding", axes);
  window.dilation = b.has("dilation") ? per_axis(b, "dilation", axes) : std::vector<int64_t>(axes, 1);
  if (!b.node().boolean("ceil_mode")) return window;
  const Shape& out = b.out_shape();
  for (size_t i = 0; i < axes; ++i) {
    const SymInt reach =
        (out[out.size() - axes + i] - 1) * window.stride[i] + (window.dilation[i] * (window.kernel[i] - 1) + 1);
    const SymInt rest = reach - in[in.size() - axes + i] - window.begins[i];
    if (!rest.is_constant()) fail("the padding that its ceil_mode needs depends on the size of the input");
    if (rest.constant() <= window.ends[i]) continue;
    window.ends[i] = rest.constant();
    window.overhangs = true;
  }
  return window;
}

Attributes pool_attributes_of(const PoolWindow& window) {
  return {{"kernel_shape", window.kernel},
          {"strides", window.stride},
          {"pads", begins_and_ends(window.begins, window.ends)}};
}

void lower_max_pool(Builder& b) {
  for (size_t i = 1; i < b.out_count(); ++i)
    if (b.output_is_used(i)) fail("the places of its maxima are used, and ONNX counts them in another way");
  const PoolWindow window = pool_window_of(b, b.shape_of("self"));
  Attributes attributes = pool_attributes_of(window);
  attributes.emplace_back("dilations", window.dilation);
  with_batch(b, "self", spatial_axes(b), [&](Tensor x) { return b.emit("MaxPool", {x}, attributes); });
}

/// The window is the whole input, whatever its size is.
bool covers_everything(const Builder& b) {
  const Shape& in = b.shape_of("self");
  const graph::Ints& kernel = b.node().syms("kernel_size");
  if (kernel.size() != spatial_axes(b) || b.has("divisor_override")) return false;
  const graph::Ints& padding = b.node().syms("padding");
  return std::equal(kernel.begin(), kernel.end(), in.end() - static_cast<int64_t>(kernel.size())) &&
         std::all_of(padding.begin(), padding.end(), [](const SymInt& size) { return size == SymInt(0); });
}

/// What counts: ATen divides by the cells of the window inside the input and, with count_include_pad, its padding, but
/// never by those beyond, which ceil_mode adds.
void lower_avg_pool(Builder& b) {
  if (covers_everything(b))
    return with_batch(b, "self", spatial_axes(b), [&](Tensor x) { return b.emit("GlobalAveragePool", {x}); });
  PoolWindow window = pool_window_of(b, b.shape_of("self"));
  const bool padded = std::any_of(window.begins.begin(), window.begins.end(), [](int64_t size) { return size > 0; });
  bool include = b.node().boolean("count_include_pad") && padded;
  double factor = 1;
  if (b.has("divisor_override")) {
    int64_t cells = 1;
    for (int64_t size : window.kernel) cells *= size;
    factor = static_cast<double>(cells) / b.node().number("divisor_override");
    include = true;
    window.overhangs = false;  // the divisor is fixed, so all cells may count
  }
  with_batch(b, "self", spatial_axes(b), [&](Tensor x) {
    if (include && window.overhangs) {
      // Padding that counts becomes zeros of the input, so that only the rest is padding.
      std::vector<int64_t> begins{0, 0}, ends{0, 0};
      const std::vector<int64_t> padding = window.begins;
      begins.insert(begins.end(), padding.begin(), padding.end());
      ends.insert(ends.end(), padding.begin(), padding.end());
      x = b.emit("Pad", {x, b.ints(begins_and_ends(begins, ends))});
      for (size_t i = 0; i < padding.size(); ++i) {
        window.ends[i] = std::max<int64_t>(window.ends[i] - padding[i], 0);
        window.begins[i] = 0;
      }
      include = false;
    }
    Attributes attributes = pool_attributes_of(window);
    attributes.emplace_back("count_include_pad", int64_t{include ? 1 : 0});
    return b.times(b.emit("AveragePool", {x}, attributes), factor);
  });
}

const RegisterLowering kMaxPool({"aten::max_pool1d", "aten::max_pool2d", "aten::max_pool3d",
                                 "aten::max_pool2d_with_indices"},
                                lower_max_pool);
const RegisterLowering kAvgPool({"aten::avg_pool1d", "aten::avg_pool2d", "aten::avg_pool3d"}, lower_avg_pool);

}  // namespace
}  // namespace slipway::lower::onnx
