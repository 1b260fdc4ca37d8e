// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/mobilenet_v3.h"

#include <map>

#include "model/layer/inverted_residual.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

struct MobileBlockV3 {
  int64_t kernel, mid_channels, out_channels;
  bool squeeze;
  const char* activation;
  int64_t stride;
};

constexpr const char* kRelu = "ReLU";
constexpr const char* kHswish = "HSwish";

const std::map<std::string, std::vector<MobileBlockV3>, std::less<>> kMobileV3{
    {"small",
     {{3, 16, 16, true, kRelu, 2},
      {3, 72, 24, false, kRelu, 2},
      {3, 88, 24, false, kRelu, 1},
      {5, 96, 40, true, kHswish, 2},
      {5, 240, 40, true, kHswish, 1},
      {5, 240, 40, true, kHswish, 1},
      {5, 120, 48, true, kHswish, 1},
      {5, 144, 48, true, kHswish, 1},
      {5, 288, 96, true, kHswish, 2},
      {5, 576, 96, true, kHswish, 1},
      {5, 576, 96, true, kHswish, 1}}},
    {"small_075",
     {{3, 16, 16, true, kRelu, 2},
      {3, 72, 24, false, kRelu, 2},
      {3, 88, 24, false, kRelu, 1},
      {5, 96, 32, true, kHswish, 2},
      {5, 192, 32, true, kHswish, 1},
      {5, 192, 32, true, kHswish, 1},
      {5, 96, 40, true, kHswish, 1},
      {5, 120, 40, true, kHswish, 1},
      {5, 240, 72, true, kHswish, 2},
      {5, 432, 72, true, kHswish, 1},
      {5, 432, 72, true, kHswish, 1}}},
    {"small_050",
     {{3, 16, 8, true, kRelu, 2},
      {3, 40, 16, false, kRelu, 2},
      {3, 56, 16, false, kRelu, 1},
      {5, 64, 24, true, kHswish, 2},
      {5, 144, 24, true, kHswish, 1},
      {5, 144, 24, true, kHswish, 1},
      {5, 72, 24, true, kHswish, 1},
      {5, 72, 24, true, kHswish, 1},
      {5, 144, 48, true, kHswish, 2},
      {5, 288, 48, true, kHswish, 1},
      {5, 288, 48, true, kHswish, 1}}},
    {"large",
     {{3, 16, 16, false, kRelu, 1},
      {3, 64, 24, false, kRelu, 2},
      {3, 72, 24, false, kRelu, 1},
      {5, 72, 40, true, kRelu, 2},
      {5, 120, 40, true, kRelu, 1},
      {5, 120, 40, true, kRelu, 1},
      {3, 240, 80, false, kHswish, 2},
      {3, 200, 80, false, kHswish, 1},
      {3, 184, 80, false, kHswish, 1},
      {3, 184, 80, false, kHswish, 1},
      {3, 480, 112, true, kHswish, 1},
      {3, 672, 112, true, kHswish, 1},
      {5, 672, 160, true, kHswish, 2},
      {5, 960, 160, true, kHswish, 1},
      {5, 960, 160, true, kHswish, 1}}},
};

}  // namespace

MobileNetV3::MobileNetV3(Args& args, const BuildContext& context) {
  const std::string arch = args.choice("arch", "small", {"small", "small_075", "small_050", "large"});
  read_conv(args);
  const BlockStyle last{read_norm(args, {.eps = 0.001, .momentum = 0.01}), activation(kHswish)};
  ignore_training(args);
  auto name = [number = 0]() mutable { return "layer" + std::to_string(number++); };
  int64_t channels = 16;
  append(add<ConvModule>(name(), context, 3, channels, ConvSize{.kernel = 3, .stride = 2, .padding = 1}, last));
  for (const MobileBlockV3& block : kMobileV3.at(arch)) {
    InvertedResidualSize size{.in_channels = channels,
                              .out_channels = block.out_channels,
                              .mid_channels = block.mid_channels,
                              .kernel = block.kernel,
                              .stride = block.stride};
    if (block.squeeze)
      size.squeeze = SqueezeSpec{.channels = make_divisible(static_cast<double>(block.mid_channels / 4), 8),
                                 .second = activation("HSigmoid")};
    append(add<InvertedResidual>(name(), context, size, BlockStyle{last.norm, activation(block.activation)}));
    channels = block.out_channels;
  }
  append(add<ConvModule>(name(), context, channels, kMobileV3.at(arch).back().mid_channels, ConvSize{}, last));
  read_out_indices(args, {static_cast<int64_t>(kMobileV3.at(arch).size()) + 1});
}

}  // namespace slipway::model
