// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "model/layer/pooling.h"
#include "model/layer/residual_block.h"

namespace slipway::model {
namespace {

const std::map<int64_t, std::array<int64_t, 4>> kBlocks{
    {18, {2, 2, 2, 2}}, {34, {3, 4, 6, 3}}, {50, {3, 4, 6, 3}}, {101, {3, 4, 23, 3}}, {152, {3, 8, 36, 3}}};

bool has_bottleneck(int64_t depth) { return depth >= 50; }

int64_t middle_channels(const ResNetOptions& options, int64_t out_channels, int64_t expansion) {
  const int64_t middle = out_channels / expansion;
  if (options.groups == 1) return middle;
  return options.groups * options.width_per_group * middle / options.base_channels;
}

std::shared_ptr<Layer> make_downsample(const BuildContext& context, const ResNetOptions& options, int64_t in_channels,
                                       int64_t out_channels, int64_t stride) {
  if (stride == 1 && in_channels == out_channels) return nullptr;
  auto layers = std::make_shared<Sequence>();
  const bool average = options.avg_down && stride != 1;
  if (average) layers->append(std::make_shared<CeilAvgPool2d>(stride));
  layers->append(std::make_shared<Conv2d>(context, in_channels, out_channels,
                                          ConvSize{.kernel = 1, .stride = average ? 1 : stride}, /*bias=*/false));
  layers->append(make_norm(context, out_channels, options.norm));
  return layers;
}

}  // namespace

ResNet::ResNet(const BuildContext& context, const ResNetOptions& options)
    : out_indices_(options.out_indices), pool_(!options.cifar_stem) {
  add_stem(context, options);
  const bool bottleneck = has_bottleneck(options.depth);
  const int64_t expansion = options.expansion > 0 ? options.expansion : (bottleneck ? 4 : 1);
  ResidualSize size;
  size.in_channels = options.stem_channels;
  size.out_channels = options.base_channels * expansion;
  size.groups = options.groups;
  size.caffe_style = options.caffe_style;
  size.se_ratio = options.se_ratio;
  for (size_t stage = 0; stage < options.strides.size(); ++stage) {
    auto blocks = add_layer(*this, "layer" + std::to_string(stage + 1), std::make_shared<Sequence>());
    size.middle_channels = middle_channels(options, size.out_channels, expansion);
    size.dilation = options.dilations[stage];
    for (int64_t block = 0; block < kBlocks.at(options.depth)[stage]; ++block) {
      size.stride = block == 0 ? options.strides[stage] : 1;
      auto downsample =
          block == 0 ? make_downsample(context, options, size.in_channels, size.out_channels, size.stride) : nullptr;
      blocks->append(std::make_shared<ResidualBlock>(context, bottleneck, size, options.norm, std::move(downsample)));
      size.in_channels = size.out_channels;
    }
    size.out_channels *= 2;
    stages_.push_back(blocks);
  }
}

void ResNet::add_stem(const BuildContext& context, const ResNetOptions& options) {
  const int64_t channels = options.stem_channels;
  if (options.deep_stem) {
    const BlockStyle style{.norm = options.norm, .activation = activation("ReLU"), .bias = std::nullopt};
    deep_stem_ = add_layer(*this, "stem", std::make_shared<Sequence>());
    const auto add = [&](int64_t in_channels, int64_t out_channels, int64_t stride) {
      const ConvSize size{.kernel = 3, .stride = stride, .padding = 1};
      deep_stem_->append(std::make_shared<ConvModule>(context, in_channels, out_channels, size, style));
    };
    add(options.in_channels, channels / 2, 2);
    add(channels / 2, channels / 2, 1);
    add(channels / 2, channels, 1);
    return;
  }
  const ConvSize size =
      options.cifar_stem ? ConvSize{.kernel = 3, .padding = 1} : ConvSize{.kernel = 7, .stride = 2, .padding = 3};
  conv1_ =
      add_layer(*this, "conv1", std::make_shared<Conv2d>(context, options.in_channels, channels, size, /*bias=*/false));
  norm1_ = add_layer(*this, "bn1", make_norm(context, channels, options.norm));
}

std::vector<at::Tensor> ResNet::forward(const std::vector<at::Tensor>& inputs) {
  at::Tensor x = inputs.at(0);
  x = deep_stem_ ? (*deep_stem_)(x) : at::relu((*norm1_)((*conv1_)(x)));
  if (pool_) x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
  std::vector<at::Tensor> outputs;
  for (size_t i = 0; i < stages_.size(); ++i) {
    x = (*stages_[i])(x);
    if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
  }
  return outputs;
}

ResNetOptions read_resnet(Args& args, const std::vector<int64_t>& depths) {
  ResNetOptions options;
  options.depth = args.integer("depth");
  if (std::count(depths.begin(), depths.end(), options.depth) == 0) {
    std::vector<std::string> known;
    for (int64_t depth : depths) known.push_back(std::to_string(depth));
    args.refuse("depth", fmt::format("{} is not known; known: {}", options.depth, join(known, ", ")));
  }
  options.in_channels = args.integer("in_channels", options.in_channels);
  options.stem_channels = args.integer("stem_channels", options.stem_channels);
  options.base_channels = args.integer("base_channels", options.base_channels);
  if (options.base_channels <= 0) args.refuse("base_channels", "must be positive");
  if (const config::Value* expansion = args.find("expansion"); expansion != nullptr) {
    options.expansion = expansion->as_int();
    if (options.expansion <= 0 || (!has_bottleneck(options.depth) && options.expansion != 1))
      args.refuse("expansion", "must be positive, and 1 for the depths 18 and 34");
  }
  const int64_t num_stages = args.integer("num_stages", 4);
  if (num_stages < 1 || num_stages > 4) args.refuse("num_stages", fmt::format("{} is not in 1..4", num_stages));
  options.strides = args.integers("strides", options.strides);
  options.dilations = args.integers("dilations", options.dilations);
  const auto check_length = [&](std::string_view key, const std::vector<int64_t>& values) {
    if (static_cast<int64_t>(values.size()) != num_stages)
      args.refuse(key, fmt::format("has {} entries for num_stages={}", values.size(), num_stages));
  };
  check_length("strides", options.strides);
  check_length("dilations", options.dilations);
  options.out_indices = args.integers("out_indices", options.out_indices);
  for (int64_t index : options.out_indices)
    if (index < 0 || index >= num_stages)
      args.refuse("out_indices", fmt::format("{} is not below num_stages={}", index, num_stages));
  if (options.out_indices.empty()) args.refuse("out_indices", "no output is chosen");
  const std::string style = args.string("style", "pytorch");
  if (style != "pytorch" && style != "caffe")
    args.refuse("style", fmt::format("'{}' is not known; known: pytorch, caffe", style));
  options.caffe_style = style == "caffe";
  read_conv(args);
  const auto norm = read_norm(args, NormSpec{});
  if (!norm) args.refuse("norm_cfg", "a ResNet needs one");
  options.norm = norm.value_or(NormSpec{});
  args.ignore({"frozen_stages", "norm_eval", "with_cp", "zero_init_residual", "init_cfg", "drop_path_rate"});
  return options;
}

void read_groups(Args& args, ResNetOptions& options) {
  options.groups = args.integer("groups", 32);
  options.width_per_group = args.integer("width_per_group", 4);
}

std::shared_ptr<torch::nn::Module> make_resnet(Args& args, const BuildContext& context, const ResNetOptions& options) {
  args.finish();
  return with_context(place(args.dict()), [&] { return std::make_shared<ResNet>(context, options); });
}

}  // namespace slipway::model
