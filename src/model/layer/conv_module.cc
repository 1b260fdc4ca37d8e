// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/conv_module.h"

namespace slipway::model {
namespace {

ConvSize depthwise(ConvSize size, int64_t channels) {
  size.groups = channels;
  return size;
}

}  // namespace

ConvModule::ConvModule(const BuildContext& context, int64_t in_channels, int64_t out_channels, const ConvSize& size,
                       const BlockStyle& style)
    : ConvModule(context,
                 std::make_shared<Conv2d>(context, in_channels, out_channels, size,
                                          style.bias.value_or(!style.norm.has_value())),
                 out_channels, style) {}

ConvModule::ConvModule(const BuildContext& context, std::shared_ptr<Layer> conv, int64_t out_channels,
                       const BlockStyle& style)
    : conv_(std::move(conv)), activation_(style.activation) {
  adopt("conv", conv_);
  if (style.norm) norm_ = &adopt(style.norm->short_name(), make_norm(context, out_channels, *style.norm));
  if (activation_ && activation_->weights > 0) prelu_ = &add<PRelu>("activate", context, *activation_);
}

Tensor ConvModule::forward(const Tensor& x) const {
  Tensor result = (*conv_)(x);
  if (norm_ != nullptr) result = (*norm_)(result);
  if (prelu_ != nullptr) return (*prelu_)(result);
  return activation_ ? (*activation_)(result) : result;
}

DepthwiseSeparableConvModule::DepthwiseSeparableConvModule(const BuildContext& context, int64_t in_channels,
                                                           int64_t out_channels, ConvSize size, const BlockStyle& style)
    : depthwise_(
          add<ConvModule>("depthwise_conv", context, in_channels, in_channels, depthwise(size, in_channels), style)),
      pointwise_(add<ConvModule>("pointwise_conv", context, in_channels, out_channels, ConvSize{}, style)) {}

std::shared_ptr<Layer> make_conv(bool depthwise, const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                 const ConvSize& size, const BlockStyle& style) {
  if (depthwise) return std::make_shared<DepthwiseSeparableConvModule>(context, in_channels, out_channels, size, style);
  return std::make_shared<ConvModule>(context, in_channels, out_channels, size, style);
}

std::optional<bool> read_conv_bias(Args& args) {
  const config::Value* value = args.entry("conv_bias");
  if (value == nullptr || (value->is_string() && value->as_string() == "auto")) return std::nullopt;
  return value->as_bool();
}

}  // namespace slipway::model
