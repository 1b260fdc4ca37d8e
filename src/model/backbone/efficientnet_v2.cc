// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "model/backbone/efficientnet.h"
#include "model/layer/inverted_residual.h"

namespace slipway::model {
namespace {

/// A stage of equal blocks. An expansion of 1 is a plain convolution; squeezed to a quarter where `squeeze`.
struct StageV2 {
  int64_t repeats, stride, expansion, channels;
  bool squeeze = false;
};
struct ArchitectureV2 {
  int64_t stem, last;
  std::vector<StageV2> stages;
};

const std::map<std::string, ArchitectureV2, std::less<>> kEfficientV2{
    {"s",
     {24,
      1280,
      {{2, 1, 1, 24},
       {4, 2, 4, 48},
       {4, 2, 4, 64},
       {6, 2, 4, 128, true},
       {9, 1, 6, 160, true},
       {15, 2, 6, 256, true}}}},
    {"m",
     {24,
      1280,
      {{3, 1, 1, 24},
       {5, 2, 4, 48},
       {5, 2, 4, 80},
       {7, 2, 4, 160, true},
       {14, 1, 6, 176, true},
       {18, 2, 6, 304, true},
       {5, 1, 6, 512, true}}}},
    {"l",
     {32,
      1280,
      {{4, 1, 1, 32},
       {7, 2, 4, 64},
       {7, 2, 4, 96},
       {10, 2, 4, 192, true},
       {19, 1, 6, 224, true},
       {25, 2, 6, 384, true},
       {7, 1, 6, 640, true}}}},
    {"xl",
     {32,
      1280,
      {{4, 1, 1, 32},
       {8, 2, 4, 64},
       {8, 2, 4, 96},
       {16, 2, 4, 192, true},
       {24, 1, 6, 256, true},
       {32, 2, 6, 512, true},
       {8, 1, 6, 640, true}}}},
    {"b0",
     {32,
      1280,
      {{1, 1, 1, 16}, {2, 2, 4, 32}, {2, 2, 4, 48}, {3, 2, 4, 96, true}, {5, 1, 6, 112, true}, {8, 2, 6, 192, true}}}},
    {"b1",
     {32,
      1280,
      {{2, 1, 1, 16}, {3, 2, 4, 32}, {3, 2, 4, 48}, {4, 2, 4, 96, true}, {6, 1, 6, 112, true}, {9, 2, 6, 192, true}}}},
    {"b2",
     {32,
      1408,
      {{2, 1, 1, 16},
       {3, 2, 4, 32},
       {3, 2, 4, 56},
       {4, 2, 4, 104, true},
       {6, 1, 6, 120, true},
       {10, 2, 6, 208, true}}}},
    {"b3",
     {40,
      1536,
      {{2, 1, 1, 16},
       {3, 2, 4, 40},
       {3, 2, 4, 56},
       {5, 2, 4, 112, true},
       {7, 1, 6, 136, true},
       {12, 2, 6, 232, true}}}},
};
const std::map<std::string, std::string, std::less<>> kLongNames{{"small", "s"}, {"medium", "m"}, {"large", "l"}};

/// mmpretrain's EnhancedConvModule: a convolution with a shortcut where the shapes allow it. Keys those of ConvModule.
class ShortcutConv : public ConvModule {
 public:
  ShortcutConv(const BuildContext& context, int64_t in_channels, int64_t out_channels, int64_t stride,
               const BlockStyle& style)
      : ConvModule(context, in_channels, out_channels, ConvSize{.kernel = 3, .stride = stride, .padding = 1}, style),
        shortcut_(stride == 1 && in_channels == out_channels) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    return shortcut_ ? ConvModule::forward(x) + x : ConvModule::forward(x);
  }

 private:
  bool shortcut_;
};

std::shared_ptr<Layer> make_block_v2(const BuildContext& context, int64_t in_channels, const StageV2& stage,
                                     int64_t stride, bool same, const BlockStyle& style) {
  if (stage.expansion == 1) return std::make_shared<ShortcutConv>(context, in_channels, stage.channels, stride, style);
  InvertedResidualSize size{.in_channels = in_channels,
                            .out_channels = stage.channels,
                            .mid_channels = in_channels * stage.expansion,
                            .stride = stride,
                            // Only what shrinks pads so.
                            .same_padding = same && stride == 2};
  if (!stage.squeeze) return std::make_shared<EdgeResidual>(context, size, style);
  size.squeeze = SqueezeSpec{.channels = in_channels / 4, .first = *style.activation};
  return std::make_shared<InvertedResidual>(context, size, style);
}

}  // namespace

EfficientNetV2::EfficientNetV2(Args& args, const BuildContext& context) {
  std::string arch =
      args.choice("arch", "s", {"s", "small", "m", "medium", "l", "large", "xl", "b0", "b1", "b2", "b3"});
  if (const auto found = kLongNames.find(arch); found != kLongNames.end()) arch = found->second;
  const int64_t in_channels = args.integer("in_channels", 3);
  const bool same = read_same_padding(args);
  const BlockStyle style{read_norm(args, {.eps = 1e-3}), read_activation(args, "Swish")};
  if (!style.activation) args.refuse("act_cfg", "its blocks need one");
  ignore_training(args);
  args.check();
  const ArchitectureV2& architecture = kEfficientV2.at(arch);
  int64_t channels = architecture.stem;
  LayerList& layers = add_list("layers");
  append(layers, std::make_shared<ConvModule>(context, in_channels, channels,
                                              ConvSize{.kernel = 3, .stride = 2, .same_padding = same}, style));
  for (const StageV2& stage : architecture.stages) {
    auto blocks = std::make_shared<Sequence>();
    for (int64_t block = 0; block < stage.repeats; ++block) {
      blocks->append(make_block_v2(context, channels, stage, block == 0 ? stage.stride : 1, same, style));
      channels = stage.channels;
    }
    append(layers, std::move(blocks));
  }
  append(layers,
         std::make_shared<ConvModule>(context, channels, architecture.last, ConvSize{.same_padding = same}, style));
  read_out_indices(args, {-1}, /*from_end=*/true);
}

}  // namespace slipway::model
