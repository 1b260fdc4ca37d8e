// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/efficientnet.h"

#include <cmath>
#include <map>

#include "config/scope.h"
#include "model/layer/inverted_residual.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

struct EfficientBlock {
  int64_t kernel, channels, squeeze_ratio, stride, expansion;
  bool edge = false;
  bool operator==(const EfficientBlock&) const = default;
};
using EfficientBlocks = std::vector<EfficientBlock>;

// Those without a scale: b0 and es. A block is given as often as it is repeated.
const std::vector<EfficientBlocks> kPlain{
    {{3, 16, 4, 1, 1}},
    {{3, 24, 4, 2, 6}, {3, 24, 4, 1, 6}},
    {{5, 40, 4, 2, 6}, {5, 40, 4, 1, 6}},
    {{3, 80, 4, 2, 6}, {3, 80, 4, 1, 6}, {3, 80, 4, 1, 6}, {5, 112, 4, 1, 6}, {5, 112, 4, 1, 6}, {5, 112, 4, 1, 6}},
    {{5, 192, 4, 2, 6}, {5, 192, 4, 1, 6}, {5, 192, 4, 1, 6}, {5, 192, 4, 1, 6}, {3, 320, 4, 1, 6}}};
const std::vector<EfficientBlocks> kEdge{
    {{3, 24, 0, 1, 3, true}},
    {{3, 32, 0, 2, 8, true}, {3, 32, 0, 1, 8, true}},
    {{3, 48, 0, 2, 8, true}, {3, 48, 0, 1, 8, true}, {3, 48, 0, 1, 8, true}, {3, 48, 0, 1, 8, true}},
    {{5, 96, 0, 2, 8},
     {5, 96, 0, 1, 8},
     {5, 96, 0, 1, 8},
     {5, 96, 0, 1, 8},
     {5, 96, 0, 1, 8},
     {5, 144, 0, 1, 8},
     {5, 144, 0, 1, 8},
     {5, 144, 0, 1, 8},
     {5, 144, 0, 1, 8}},
    {{5, 192, 0, 2, 8}, {5, 192, 0, 1, 8}}};
constexpr int64_t kFirstChannels = 32, kLastChannels = 1280;

struct EfficientScale {
  double width, depth;
};
const std::map<std::string, EfficientScale, std::less<>> kScales{
    {"b0", {1.0, 1.0}}, {"b1", {1.0, 1.1}}, {"b2", {1.1, 1.2}}, {"b3", {1.2, 1.4}}, {"b4", {1.4, 1.8}},
    {"b5", {1.6, 2.2}}, {"b6", {1.8, 2.6}}, {"b7", {2.0, 3.1}}, {"b8", {2.2, 3.6}}, {"l2", {4.3, 5.3}},
    {"es", {1.0, 1.0}}, {"em", {1.0, 1.1}}, {"el", {1.2, 1.4}}};

int64_t scaled_width(int64_t channels, const EfficientScale& scale) {
  return make_divisible(static_cast<double>(channels) * scale.width, 8);
}

/// Deeper and wider. Depth scales runs of equal width; a run that does not shrink the map belongs to the stage before.
std::vector<EfficientBlocks> scale_stages(const std::vector<EfficientBlocks>& stages, const EfficientScale& scale) {
  std::vector<EfficientBlocks> runs;
  for (const EfficientBlocks& stage : stages) {
    runs.emplace_back();
    for (EfficientBlock block : stage) {
      block.channels = scaled_width(block.channels, scale);
      if (!runs.back().empty() && runs.back().back().channels != block.channels) runs.emplace_back();
      runs.back().push_back(block);
    }
  }
  std::vector<EfficientBlocks> scaled;
  for (EfficientBlocks& run : runs) {
    run.resize(static_cast<size_t>(std::ceil(scale.depth * static_cast<double>(run.size()))), run.back());
    if (run.front().stride == 1 && !scaled.empty())
      scaled.back().insert(scaled.back().end(), run.begin(), run.end());
    else
      scaled.push_back(run);
  }
  return scaled;
}

std::shared_ptr<Layer> make_block(const BuildContext& context, int64_t in_channels, const EfficientBlock& block,
                                  bool first, bool same, const BlockStyle& style) {
  // In the edge networks, the blocks after the first of a stage are wider and have no shortcut.
  const bool widened = block.edge && !first && block.expansion == 3;
  InvertedResidualSize size{.in_channels = in_channels,
                            .out_channels = block.channels,
                            .mid_channels = in_channels * (widened ? 4 : block.expansion),
                            .kernel = block.kernel,
                            .stride = block.stride,
                            .same_padding = same};
  if (block.squeeze_ratio > 0)
    size.squeeze =
        SqueezeSpec{.channels = std::max<int64_t>(1, size.mid_channels / (block.expansion * block.squeeze_ratio)),
                    .first = *style.activation};
  if (block.edge) return std::make_shared<EdgeResidual>(context, size, style, !widened);
  return std::make_shared<InvertedResidual>(context, size, style);
}

}  // namespace

bool read_same_padding(Args& args) {
  const config::Value* config = args.entry("conv_cfg");
  if (config == nullptr) return true;
  if (config->is_none() || config::parse_type_name(config->at("type").as_string()).name != "Conv2dAdaptivePadding") {
    read_conv(args);
    return false;
  }
  Args conv(*config, "conv_cfg");
  conv.finish();
  return true;
}

EfficientNet::EfficientNet(Args& args, const BuildContext& context) {
  const std::string arch =
      args.choice("arch", "b0", {"b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "l2", "es", "em", "el"});
  const bool same = read_same_padding(args);
  const BlockStyle style{read_norm(args, {.eps = 1e-3}), read_activation(args, "Swish")};
  if (!style.activation) args.refuse("act_cfg", "its blocks need one");
  ignore_training(args);
  args.check();
  const EfficientScale& scale = kScales.at(arch);
  int64_t channels = scaled_width(kFirstChannels, scale);
  LayerList& layers = add_list("layers");
  append(layers,
         std::make_shared<ConvModule>(context, 3, channels,
                                      ConvSize{.kernel = 3, .stride = 2, .padding = 1, .same_padding = same}, style));
  for (const EfficientBlocks& stage : scale_stages(arch.front() == 'e' ? kEdge : kPlain, scale)) {
    auto blocks = std::make_shared<Sequence>();
    for (const EfficientBlock& block : stage) {
      blocks->append(make_block(context, channels, block, blocks->empty(), same, style));
      channels = block.channels;
    }
    append(layers, std::move(blocks));
  }
  append(layers, std::make_shared<ConvModule>(context, channels, scaled_width(kLastChannels, scale),
                                              ConvSize{.same_padding = same}, style));
  read_out_indices(args, {6});
}

}  // namespace slipway::model
