// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/mobilenet_v2.h"

#include "model/layer/conv_module.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

struct MobileStage {
  int64_t expansion, channels, blocks, stride;
};
constexpr MobileStage kMobileStages[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                         {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

/// Keys `conv.I.*`: unlike InvertedResidual of the later networks, its convolutions have numbers.
class MobileBlock : public Layer {
 public:
  MobileBlock(const BuildContext& context, int64_t in_channels, int64_t out_channels, int64_t stride, int64_t expansion,
              const BlockStyle& style)
      : shortcut_(stride == 1 && in_channels == out_channels), conv_(add<Sequence>("conv")) {
    const int64_t middle = in_channels * expansion;
    if (expansion != 1) conv_.append<ConvModule>(context, in_channels, middle, ConvSize{}, style);
    conv_.append<ConvModule>(context, middle, middle,
                             ConvSize{.kernel = 3, .stride = stride, .padding = 1, .groups = middle}, style);
    conv_.append<ConvModule>(context, middle, out_channels, ConvSize{}, BlockStyle{.norm = style.norm});
  }

 protected:
  Tensor forward(const Tensor& x) const override { return shortcut_ ? x + conv_(x) : conv_(x); }

 private:
  bool shortcut_;
  Sequence& conv_;
};

}  // namespace

MobileNetV2::MobileNetV2(Args& args, const BuildContext& context) {
  const double widen = args.number("widen_factor", 1.0);
  read_conv(args);
  const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU6")};
  ignore_training(args);
  const auto width = [&](int64_t channels) { return make_divisible(static_cast<double>(channels) * widen, 8); };
  int64_t channels = width(32);
  set_stem([&conv = add<ConvModule>("conv1", context, 3, channels, ConvSize{.kernel = 3, .stride = 2, .padding = 1},
                                    style)](const Tensor& x) { return conv(x); });
  int number = 1;
  for (const MobileStage& stage : kMobileStages) {
    auto& blocks = add<Sequence>("layer" + std::to_string(number++));
    for (int64_t block = 0; block < stage.blocks; ++block) {
      blocks.append<MobileBlock>(context, channels, width(stage.channels), block == 0 ? stage.stride : 1,
                                 stage.expansion, style);
      channels = width(stage.channels);
    }
    append(blocks);
  }
  append(add<ConvModule>("conv2", context, channels, widen > 1 ? scaled(1280, widen) : 1280, ConvSize{}, style));
  read_out_indices(args, {7});
}

}  // namespace slipway::model
