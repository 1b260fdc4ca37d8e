// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"
#include "model/layer/layer.h"

namespace slipway::model {

struct ResNetOptions {
  int64_t depth = 50;
  int64_t in_channels = 3;
  int64_t stem_channels = 64;
  int64_t base_channels = 64;
  int64_t expansion = 0;  ///< 0: the block's own, 1 for a basic block and 4 for a bottleneck
  std::vector<int64_t> strides{1, 2, 2, 2};
  std::vector<int64_t> dilations{1, 1, 1, 1};
  std::vector<int64_t> out_indices{3};
  bool caffe_style = false;
  bool deep_stem = false;
  bool avg_down = false;
  bool cifar_stem = false;  ///< 3×3 of stride 1, and no pooling
  int64_t se_ratio = 0;
  int64_t groups = 1;
  int64_t width_per_group = 4;
  NormSpec norm;
};

/// The ResNet family of mmpretrain. Keys `conv1.weight`, `bn1.*` (or `stem.I.{conv,bn}.*`), `layerS.I.*`.
class ResNet : public FeatureModule {
 public:
  ResNet(const BuildContext& context, const ResNetOptions& options);
  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override;

 private:
  void add_stem(const BuildContext& context, const ResNetOptions& options);

  std::vector<int64_t> out_indices_;
  bool pool_ = true;
  std::shared_ptr<Sequence> deep_stem_;
  std::shared_ptr<Layer> conv1_;
  std::shared_ptr<Layer> norm1_;
  std::vector<std::shared_ptr<Layer>> stages_;
};

/// Reads what all of the family have; `depths` are those that the type knows.
ResNetOptions read_resnet(Args& args, const std::vector<int64_t>& depths);
/// Reads `groups` and `width_per_group` of the ResNeXt kinds.
void read_groups(Args& args, ResNetOptions& options);
/// The last step of every builder: refuses what is left over and builds.
std::shared_ptr<torch::nn::Module> make_resnet(Args& args, const BuildContext& context, const ResNetOptions& options);

}  // namespace slipway::model
