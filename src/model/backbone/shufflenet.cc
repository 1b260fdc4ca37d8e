// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/shufflenet.h"

#include <array>
#include <map>

#include "base/error.h"
#include "model/layer/channel_shuffle.h"
#include "model/layer/conv_module.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

constexpr std::array<int64_t, 3> kShuffleBlocks{4, 8, 4};
const std::map<int64_t, std::array<int64_t, 3>> kChannelsOfGroups{
    {1, {144, 288, 576}}, {2, {200, 400, 800}}, {3, {240, 480, 960}}, {4, {272, 544, 1088}}, {8, {384, 768, 1536}}};
/// Of the stages and of the convolution behind them.
const std::map<double, std::array<int64_t, 4>> kChannelsOfWidth{{0.5, {48, 96, 192, 1024}},
                                                                {1.0, {116, 232, 464, 1024}},
                                                                {1.5, {176, 352, 704, 1024}},
                                                                {2.0, {244, 488, 976, 2048}}};

ConvSize shuffle_depthwise(int64_t channels, int64_t stride) {
  return {.kernel = 3, .stride = stride, .padding = 1, .groups = channels};
}

LayerStack::Stage shuffle_stem(const ConvModule& conv) {
  return [&conv](const Tensor& x) { return at::max_pool2d(conv(x), {3, 3}, {2, 2}, {1, 1}); };
}

/// A unit of ShuffleNetV1. The first one of a stage halves the map, and its input goes on beside its result.
class ShuffleUnit : public Layer {
 public:
  ShuffleUnit(const BuildContext& context, int64_t in_channels, int64_t out_channels, int64_t groups,
              int64_t first_groups, const BlockStyle& style)
      : groups_(groups), beside_(in_channels != out_channels), activation_(*style.activation) {
    const int64_t middle = out_channels / 4;
    const BlockStyle linear{.norm = style.norm};
    compress_ =
        &add<ConvModule>("g_conv_1x1_compress", context, in_channels, middle, ConvSize{.groups = first_groups}, style);
    depthwise_ = &add<ConvModule>("depthwise_conv3x3_bn", context, middle, middle,
                                  shuffle_depthwise(middle, beside_ ? 2 : 1), linear);
    expand_ = &add<ConvModule>("g_conv_1x1_expand", context, middle,
                               beside_ ? out_channels - in_channels : out_channels, ConvSize{.groups = groups}, linear);
  }

 protected:
  Tensor forward(const Tensor& x) const override {
    Tensor result = (*depthwise_)((*compress_)(x));
    if (groups_ > 1) result = shuffle_channels(result, groups_);
    result = (*expand_)(result);
    if (beside_) return at::cat({at::avg_pool2d(x, {3, 3}, {2, 2}, {1, 1}), activation_(result)}, 1);
    return activation_(x + result);
  }

 private:
  int64_t groups_;
  bool beside_;
  Activation activation_;
  const ConvModule* compress_;
  const ConvModule* depthwise_;
  const ConvModule* expand_;
};

/// A unit of ShuffleNetV2. One of stride 1 leaves the first half of the channels as it is.
class ShuffleUnitV2 : public Layer {
 public:
  ShuffleUnitV2(const BuildContext& context, int64_t in_channels, int64_t out_channels, int64_t stride,
                const BlockStyle& style) {
    const int64_t half = out_channels / 2;
    const BlockStyle linear{.norm = style.norm};
    if (stride > 1) {
      branch1_ = &add<Sequence>("branch1");
      branch1_->append<ConvModule>(context, in_channels, in_channels, shuffle_depthwise(in_channels, stride), linear);
      branch1_->append<ConvModule>(context, in_channels, half, ConvSize{}, style);
    }
    branch2_ = &add<Sequence>("branch2");
    branch2_->append<ConvModule>(context, stride > 1 ? in_channels : half, half, ConvSize{}, style);
    branch2_->append<ConvModule>(context, half, half, shuffle_depthwise(half, stride), linear);
    branch2_->append<ConvModule>(context, half, half, ConvSize{}, style);
  }

 protected:
  Tensor forward(const Tensor& x) const override {
    if (branch1_ != nullptr) return shuffle_channels(at::cat({(*branch1_)(x), (*branch2_)(x)}, 1), 2);
    const int64_t half = x.size(1) / 2;
    return shuffle_channels(at::cat({x.slice(1, 0, half), (*branch2_)(x.slice(1, half))}, 1), 2);
  }

 private:
  Sequence* branch1_ = nullptr;
  Sequence* branch2_ = nullptr;
};

}  // namespace

ShuffleNetV1::ShuffleNetV1(Args& args, const BuildContext& context) {
  const double widen = args.number("widen_factor", 1.0);
  int64_t groups = args.integer("groups", 3);
  if (kChannelsOfGroups.count(groups) == 0) {
    args.refuse("groups", fmt::format("{} is not known; known: 1, 2, 3, 4, 8", groups));
    groups = 3;
  }
  read_conv(args);
  const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
  if (!style.activation) args.refuse("act_cfg", "its units need one");
  ignore_training(args);
  args.check();
  int64_t channels = scaled(24, widen);
  set_stem(shuffle_stem(
      add<ConvModule>("conv1", context, 3, channels, ConvSize{.kernel = 3, .stride = 2, .padding = 1}, style)));
  LayerList& layers = add_list("layers");
  for (size_t stage = 0; stage < kShuffleBlocks.size(); ++stage) {
    const int64_t width = make_divisible(static_cast<double>(kChannelsOfGroups.at(groups)[stage]) * widen, 8);
    auto units = std::make_shared<Sequence>();
    for (int64_t unit = 0; unit < kShuffleBlocks[stage]; ++unit) {
      units->append<ShuffleUnit>(context, channels, width, groups, stage == 0 && unit == 0 ? 1 : groups, style);
      channels = width;
    }
    append(layers, std::move(units));
  }
  read_out_indices(args, {2});
}

ShuffleNetV2::ShuffleNetV2(Args& args, const BuildContext& context) {
  double widen = args.number("widen_factor", 1.0);
  if (kChannelsOfWidth.count(widen) == 0) {
    args.refuse("widen_factor", fmt::format("{} is not known; known: 0.5, 1.0, 1.5, 2.0", widen));
    widen = 1.0;
  }
  read_conv(args);
  const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
  ignore_training(args);
  int64_t channels = 24;
  set_stem(shuffle_stem(
      add<ConvModule>("conv1", context, 3, channels, ConvSize{.kernel = 3, .stride = 2, .padding = 1}, style)));
  LayerList& layers = add_list("layers");
  const auto& widths = kChannelsOfWidth.at(widen);
  for (size_t stage = 0; stage < kShuffleBlocks.size(); ++stage) {
    auto units = std::make_shared<Sequence>();
    for (int64_t unit = 0; unit < kShuffleBlocks[stage]; ++unit) {
      units->append<ShuffleUnitV2>(context, channels, widths[stage], unit == 0 ? 2 : 1, style);
      channels = widths[stage];
    }
    append(layers, std::move(units));
  }
  append(layers, std::make_shared<ConvModule>(context, channels, widths.back(), ConvSize{}, style));
  read_out_indices(args, {3});
}

}  // namespace slipway::model
