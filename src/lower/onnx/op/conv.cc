// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/op/window.h"

namespace slipway::lower::onnx {
namespace {

struct Window {
  std::vector<int64_t> kernel, stride, begins, ends, dilation;
};

Window window_of(const Builder& b) {
  const Shape& weight = b.shape_of("weight");
  const size_t axes = weight.size() - 2;
  Window window;
  for (size_t i = 0; i < axes; ++i) window.kernel.push_back(weight[i + 2].constant());
  window.stride = per_axis(b, "stride", axes);
  window.dilation = per_axis(b, "dilation", axes);
  if (!std::holds_alternative<std::string>(b.node().arg("padding"))) {
    window.begins = window.ends = per_axis(b, "padding", axes);
  } else if (b.node().str("padding") == "valid") {
    window.begins = window.ends = std::vector<int64_t>(axes, 0);
  } else {
    // "same": an odd rest goes to the end, as ATen has it.
    for (size_t i = 0; i < axes; ++i) {
      const int64_t total = window.dilation[i] * (window.kernel[i] - 1);
      window.begins.push_back(total / 2);
      window.ends.push_back(total - total / 2);
    }
  }
  return window;
}

Attributes attributes_of(const Builder& b, const Window& window) {
  return {{"kernel_shape", window.kernel},
          {"strides", window.stride},
          {"pads", begins_and_ends(window.begins, window.ends)},
          {"dilations", window.dilation},
          {"group", b.integer("groups")}};
}

void lower_conv(Builder& b) {
  const Window window = window_of(b);
  with_batch(b, "input", window.kernel.size(), [&](Tensor x) {
    return b.emit("Conv", {x, b.input("weight"), b.optional_input("bias")}, attributes_of(b, window));
  });
}

void lower_conv_transpose(Builder& b) {
  const Window window = window_of(b);
  Attributes attributes = attributes_of(b, window);
  attributes.emplace_back("output_padding", per_axis(b, "output_padding", window.kernel.size()));
  with_batch(b, "input", window.kernel.size(), [&](Tensor x) {
    return b.emit("ConvTranspose", {x, b.input("weight"), b.optional_input("bias")}, attributes);
  });
}

void lower_convolution(Builder& b) { b.node().boolean("transposed") ? lower_conv_transpose(b) : lower_conv(b); }

const RegisterLowering kConv({"aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::conv1d.padding",
                              "aten::conv2d.padding", "aten::conv3d.padding"},
                             lower_conv);
const RegisterLowering kTransposed({"aten::conv_transpose1d", "aten::conv_transpose2d.input",
                                    "aten::conv_transpose3d.input"},
                                   lower_conv_transpose);
const RegisterLowering kConvolution({"aten::convolution", "aten::_convolution"}, lower_convolution);

}  // namespace
}  // namespace slipway::lower::onnx
