// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/darknet.h"

#include <algorithm>

#include "base/strings.h"
#include "model/layer/spp_bottleneck.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

std::vector<DarknetStage> darknet_stages_p6(int64_t middle_blocks) {
  std::vector<DarknetStage> stages = darknet_stages_p5(middle_blocks);
  stages.back() = {512, 768, 3, true, false};
  stages.push_back({768, 1024, 3, false, true});
  return stages;
}

std::vector<DarknetStage> read_overwrite(const config::Value& overwrite) {
  std::vector<DarknetStage> stages;
  for (const config::Value& row : overwrite.as_sequence()) {
    if (row.size() != 5)
      fail("{}: a stage of arch_ovewrite is [in_channels, out_channels, num_blocks, add_identity, use_spp], not {}",
           place(row), row.repr());
    stages.push_back({row.at(size_t{0}).as_int(), row.at(size_t{1}).as_int(), row.at(size_t{2}).as_int(),
                      row.at(size_t{3}).as_bool(), row.at(size_t{4}).as_bool()});
  }
  return stages;
}

std::shared_ptr<Layer> make_stem(const BuildContext& context, const DarknetOptions& options) {
  const int64_t channels = options.stem_channels;
  if (options.focus != nullptr) return std::make_shared<Focus>(context, options.focus, channels, options.style);
  auto stem = std::make_shared<Sequence>();
  const ConvSize halving{.kernel = 3, .stride = 2, .padding = 1}, same{.kernel = 3, .padding = 1};
  stem->append<ConvModule>(context, 3, channels / 2, halving, options.style);
  stem->append<ConvModule>(context, channels / 2, channels / 2, same, options.style);
  stem->append<ConvModule>(context, channels / 2, channels, same, options.style);
  return stem;
}

}  // namespace

std::vector<DarknetStage> darknet_stages_p5(int64_t middle_blocks) {
  return {{64, 128, 3, true, false},
          {128, 256, middle_blocks, true, false},
          {256, 512, middle_blocks, true, false},
          {512, 1024, 3, false, true}};
}

Darknet::Darknet(const BuildContext& context, const DarknetOptions& options) : out_indices_(options.out_indices) {
  layers_.push_back(&adopt("stem", make_stem(context, options)));
  for (const DarknetStage& stage : options.stages) {
    auto& layers = add<Sequence>("stage" + std::to_string(layers_.size()));
    layers.append(make_conv(options.depthwise, context, stage.in_channels, stage.out_channels,
                            {.kernel = 3, .stride = 2, .padding = 1}, options.style));
    if (stage.spp)
      layers.append<SppBottleneck>(context, stage.out_channels, options.spp_kernels, options.spp_chained,
                                   options.style);
    const CspSize size{stage.out_channels, stage.out_channels, stage.num_blocks, stage.add_identity};
    layers.append<CspLayer>(context, size, options.csp, options.style);
    layers_.push_back(&layers);
  }
}

// The stem halves the size, and each stage does.
int64_t Darknet::size_step() const { return int64_t{1} << layers_.size(); }

Tensors Darknet::forward(const Tensors& inputs) const {
  Tensor x = inputs.at(0);
  Tensors outputs;
  for (size_t i = 0; i < layers_.size(); ++i) {
    x = (*layers_[i])(x);
    if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
  }
  return outputs;
}

void read_stages(Args& args, int64_t middle_blocks, DarknetOptions& options) {
  const double deepen = args.number("deepen_factor", 1.0);
  const double widen = args.number("widen_factor", 1.0);
  const std::string arch = args.choice("arch", "P5", {"P5", "P6"});
  options.stages = arch == "P6" ? darknet_stages_p6(middle_blocks) : darknet_stages_p5(middle_blocks);
  if (const config::Value* overwrite = args.find("arch_ovewrite"); overwrite != nullptr && overwrite->size() > 0)
    options.stages = read_overwrite(*overwrite);
  options.stem_channels = scaled(options.stages.front().in_channels, widen);
  for (DarknetStage& stage : options.stages) {
    stage.in_channels = scaled(stage.in_channels, widen);
    stage.out_channels = scaled(stage.out_channels, widen);
    stage.num_blocks = std::max<int64_t>(round_half_even(static_cast<double>(stage.num_blocks) * deepen), 1);
  }
  options.out_indices = read_out_indices(args, options.stages.size());
}

std::vector<int64_t> read_out_indices(Args& args, size_t num_stages) {
  const std::vector<int64_t> indices = args.integers("out_indices", {2, 3, 4});
  for (int64_t index : indices)
    if (index < 0 || index > static_cast<int64_t>(num_stages))
      args.refuse("out_indices", fmt::format("{} is not in 0..{}", index, num_stages));
  if (indices.empty()) args.refuse("out_indices", "no output is chosen");
  args.ignore({"frozen_stages", "norm_eval", "init_cfg"});
  return indices;
}

}  // namespace slipway::model
