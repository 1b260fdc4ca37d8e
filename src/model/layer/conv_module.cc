// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/conv_module.h"

namespace slipway::model {

ConvModule::ConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, ConvSize size,
                       const BlockStyle& style)
    : activation_(style.activation) {
  const bool bias = style.bias.value_or(!style.norm.has_value());
  conv_ = add_layer(*this, "conv", std::make_shared<Conv2d>(context, in_channels, out_channels, size, bias));
  if (style.norm) norm_ = add_layer(*this, "bn", make_norm(context, out_channels, *style.norm));
}

at::Tensor ConvModule::forward(const at::Tensor& x) const {
  at::Tensor result = (*conv_)(x);
  if (norm_) result = (*norm_)(result);
  return activation_ ? (*activation_)(result) : result;
}

DepthwiseSeparableConvModule::DepthwiseSeparableConvModule(const BuildContext& context, int64_t in_channels,
                                                           int64_t out_channels, ConvSize size,
                                                           const BlockStyle& style) {
  size.groups = in_channels;
  depthwise_ =
      add_layer(*this, "depthwise_conv", std::make_shared<ConvModule>(context, in_channels, in_channels, size, style));
  pointwise_ = add_layer(*this, "pointwise_conv",
                         std::make_shared<ConvModule>(context, in_channels, out_channels, ConvSize{}, style));
}

at::Tensor DepthwiseSeparableConvModule::forward(const at::Tensor& x) const { return (*pointwise_)((*depthwise_)(x)); }

std::shared_ptr<Layer> make_conv(bool depthwise, const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                 ConvSize size, const BlockStyle& style) {
  if (depthwise) return std::make_shared<DepthwiseSeparableConvModule>(context, in_channels, out_channels, size, style);
  return std::make_shared<ConvModule>(context, in_channels, out_channels, size, style);
}

std::optional<bool> read_conv_bias(Args& args) {
  const config::Value* value = args.entry("conv_bias");
  if (value == nullptr || (value->is_string() && value->as_string() == "auto")) return std::nullopt;
  return value->as_bool();
}

}  // namespace slipway::model
