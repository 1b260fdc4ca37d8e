// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "model/layer/pooling.h"
#include "model/layer/residual_block.h"
#include "model/layer/sc_bottleneck.h"

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
                                       int64_t out_channels, int64_t stride, bool numbers_average) {
  if (stride == 1 && in_channels == out_channels) return nullptr;
  auto layers = std::make_shared<Sequence>();
  const bool average = options.avg_down && stride != 1;
  if (average) layers->append<CeilAvgPool2d>(stride);
  if (options.avg_down && !average && numbers_average) layers->skip_number();
  layers->append<Conv2d>(context, in_channels, out_channels, ConvSize{.stride = average ? 1 : stride}, /*bias=*/false);
  layers->append(make_norm(context, out_channels, options.norm));
  return layers;
}

/// What only mmsegmentation's have.
void read_dilations(Args& args, int64_t num_stages, ResNetOptions& options) {
  options.contract_dilation = args.boolean("contract_dilation", false);
  if (args.find("multi_grid") != nullptr) {
    options.multi_grid = args.integers("multi_grid", {});
    const auto last = kBlocks.find(options.depth);
    if (last != kBlocks.end() && num_stages >= 1 && num_stages <= 4 &&
        static_cast<int64_t>(options.multi_grid.size()) < last->second.at(static_cast<size_t>(num_stages) - 1))
      args.refuse("multi_grid",
                  fmt::format("has {} entries, fewer than the last stage has blocks", options.multi_grid.size()));
  }
  args.refuse_if_set("dcn", "deformable convolutions are not supported: no standard operator computes them");
  args.refuse_if_set("plugins", "plugins are not supported");
  args.ignore({"stage_with_dcn", "pretrained"});
}

ResNetOptions read_resnet(Args& args, const ResNetVariant& variant) {
  ResNetOptions options;
  options.depth = args.attempt([&]() -> int64_t {
    const int64_t depth = args.integer("depth");
    std::vector<std::string> depths;
    for (const auto& [known, blocks] : kBlocks)
      if (!variant.deep_only || has_bottleneck(known)) depths.push_back(std::to_string(known));
    if (std::find(depths.begin(), depths.end(), std::to_string(depth)) == depths.end())
      args.refuse("depth", fmt::format("{} is not known; known: {}", depth, join(depths, ", ")));
    return depth;
  });
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
  if (variant.segmentation) {
    read_dilations(args, num_stages, options);
    options.out_indices = {0, 1, 2, 3};
  }
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
  if (variant.cifar_stem) args.refuse_if_set("deep_stem", "this type has a stem of its own");
  options.deep_stem = variant.deep_stem ? *variant.deep_stem : args.boolean("deep_stem", false);
  options.avg_down = variant.avg_down ? *variant.avg_down : args.boolean("avg_down", false);
  if (variant.self_calibrated) {
    if (std::count(options.dilations.begin(), options.dilations.end(), 1) != num_stages)
      args.refuse("dilations", "must all be 1 for this type");
    if (options.caffe_style) args.refuse("style", "'caffe' is not this type's");
  }
  if (variant.squeeze) options.se_ratio = args.integer("se_ratio", 16);
  if (variant.grouped) {
    options.groups = args.integer("groups", 32);
    options.width_per_group = args.integer("width_per_group", 4);
  }
  args.ignore({"frozen_stages", "norm_eval", "with_cp", "zero_init_residual", "init_cfg", "drop_path_rate"});
  return options;
}

}  // namespace

ResNet::ResNet(Args& args, const BuildContext& context, const ResNetVariant& variant) : pool_(!variant.cifar_stem) {
  const ResNetOptions options = read_resnet(args, variant);
  args.finish();
  out_indices_ = options.out_indices;
  add_stem(context, options, variant.segmentation);
  const bool bottleneck = has_bottleneck(options.depth);
  const int64_t expansion = options.expansion > 0 ? options.expansion : (bottleneck ? 4 : 1);
  ResidualSize size;
  size.in_channels = options.stem_channels;
  size.out_channels = options.base_channels * expansion;
  size.groups = options.groups;
  size.caffe_style = options.caffe_style;
  size.se_ratio = options.se_ratio;
  for (size_t stage = 0; stage < options.strides.size(); ++stage) {
    auto& blocks = add<Sequence>("layer" + std::to_string(stage + 1));
    size.middle_channels = middle_channels(options, size.out_channels, expansion);
    const int64_t dilation = options.dilations[stage];
    const bool grid = !options.multi_grid.empty() && stage + 1 == options.strides.size();
    for (int64_t block = 0; block < kBlocks.at(options.depth)[stage]; ++block) {
      size.stride = block == 0 ? options.strides[stage] : 1;
      size.dilation = grid ? options.multi_grid[static_cast<size_t>(block)]
                      : block == 0 && dilation > 1 && options.contract_dilation ? dilation / 2
                                                                                : dilation;
      auto downsample = block == 0 ? make_downsample(context, options, size.in_channels, size.out_channels, size.stride,
                                                     variant.segmentation)
                                   : nullptr;
      if (variant.self_calibrated)
        blocks.append<ScBottleneck>(context, size, options.norm, std::move(downsample));
      else
        blocks.append<ResidualBlock>(context, bottleneck, size, options.norm, std::move(downsample));
      size.in_channels = size.out_channels;
    }
    size.out_channels *= 2;
    size_step_ *= options.strides[stage];
    stages_.push_back(&blocks);
  }
}

void ResNet::add_stem(const BuildContext& context, const ResNetOptions& options, bool numbered) {
  const int64_t channels = options.stem_channels;
  size_step_ = pool_ ? 4 : 1;
  if (options.deep_stem) {
    const BlockStyle style{.norm = options.norm, .activation = activation("ReLU")};
    deep_stem_ = &add<Sequence>("stem");
    const auto append = [&](int64_t in_channels, int64_t out_channels, int64_t stride) {
      const ConvSize size{.kernel = 3, .stride = stride, .padding = 1};
      if (!numbered) return deep_stem_->append<ConvModule>(context, in_channels, out_channels, size, style);
      deep_stem_->append<Conv2d>(context, in_channels, out_channels, size, /*bias=*/false);
      deep_stem_->append(make_norm(context, out_channels, options.norm));
      deep_stem_->append<ActivationLayer>(*style.activation);
    };
    append(options.in_channels, channels / 2, 2);
    append(channels / 2, channels / 2, 1);
    append(channels / 2, channels, 1);
    return;
  }
  const ConvSize size = pool_ ? ConvSize{.kernel = 7, .stride = 2, .padding = 3} : ConvSize{.kernel = 3, .padding = 1};
  conv1_ = &add<Conv2d>("conv1", context, options.in_channels, channels, size, /*bias=*/false);
  norm1_ = &adopt(options.norm.short_name() + "1", make_norm(context, channels, options.norm));
}

Tensors ResNet::forward(const Tensors& inputs) const {
  Tensor x = inputs.at(0);
  x = deep_stem_ != nullptr ? (*deep_stem_)(x) : at::relu((*norm1_)((*conv1_)(x)));
  if (pool_) x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
  Tensors outputs;
  for (size_t i = 0; i < stages_.size(); ++i) {
    x = (*stages_[i])(x);
    if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
  }
  return outputs;
}

}  // namespace slipway::model
