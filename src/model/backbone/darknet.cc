// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/darknet.h"

#include <algorithm>

#include "model/layer/csp_layer.h"
#include "model/layer/focus.h"
#include "model/layer/spp_bottleneck.h"

namespace slipway::model {

std::vector<DarknetStage> darknet_stages_p5() {
  return {
      {64, 128, 3, true, false}, {128, 256, 9, true, false}, {256, 512, 9, true, false}, {512, 1024, 3, false, true}};
}

std::vector<DarknetStage> darknet_stages_p6() {
  return {{64, 128, 3, true, false},
          {128, 256, 9, true, false},
          {256, 512, 9, true, false},
          {512, 768, 3, true, false},
          {768, 1024, 3, false, true}};
}

Darknet::Darknet(const BuildContext& context, const DarknetOptions& options) : out_indices_(options.out_indices) {
  layers_.push_back(add_layer(*this, "stem", std::make_shared<Focus>(context, options.stem_channels, options.style)));
  for (const DarknetStage& stage : options.stages) {
    auto layers = add_layer(*this, "stage" + std::to_string(layers_.size()), std::make_shared<Sequence>());
    layers->append(make_conv(options.depthwise, context, stage.in_channels, stage.out_channels,
                             {.kernel = 3, .stride = 2, .padding = 1}, options.style));
    if (stage.spp)
      layers->append(std::make_shared<SppBottleneck>(context, stage.out_channels, options.spp_kernels,
                                                     options.spp_chained, options.style));
    const CspSize size{stage.out_channels, stage.out_channels, stage.num_blocks, stage.add_identity,
                       options.csp_depthwise};
    layers->append(std::make_shared<CspLayer>(context, size, options.style));
    layers_.push_back(layers);
  }
}

std::vector<at::Tensor> Darknet::forward(const std::vector<at::Tensor>& inputs) {
  at::Tensor x = inputs.at(0);
  std::vector<at::Tensor> outputs;
  for (size_t i = 0; i < layers_.size(); ++i) {
    x = (*layers_[i])(x);
    if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
  }
  return outputs;
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
