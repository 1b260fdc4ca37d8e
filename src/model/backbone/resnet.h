// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

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
  std::vector<int64_t> multi_grid{};  ///< dilations of the last stage's blocks; empty: the stage's
  bool contract_dilation = false;     ///< the first block of a dilated stage has half its dilation
  bool caffe_style = false;
  bool deep_stem = false;
  bool avg_down = false;
  int64_t se_ratio = 0;
  int64_t groups = 1;
  int64_t width_per_group = 4;
  NormSpec norm;
};

/// What tells the types of the family apart; their other arguments are the same.
struct ResNetVariant {
  std::optional<bool> deep_stem{};  ///< three 3×3 convolutions as the stem; no value: an argument says it
  std::optional<bool> avg_down{};   ///< shortcuts shrink by averaging; no value: an argument says it
  bool cifar_stem = false;          ///< 3×3 of stride 1, and no pooling
  bool grouped = false;             ///< arguments `groups` and `width_per_group`
  bool squeeze = false;             ///< argument `se_ratio`
  bool deep_only = false;           ///< no depths below 50
  bool self_calibrated = false;     ///< SCNet's blocks
  /// mmsegmentation's: arguments `multi_grid` and `contract_dilation`, outputs of all stages, a deep stem whose layers
  /// are numbered (`stem.0.*`, `stem.1.*`, `stem.3.*`, ...), and a number for the averaging of shortcuts even where
  /// nothing shrinks
  bool segmentation = false;
};

/// The ResNet family. Keys `conv1.weight`, `bn1.*` (or `stem.I.{conv,bn}.*`, `stem.I.*`), `layerS.I.*`.
class ResNet : public FeatureModule {
 public:
  ResNet(Args& args, const BuildContext& context, const ResNetVariant& variant = {});
  int64_t size_step() const override { return size_step_; }

 protected:
  Tensors forward(const Tensors& inputs) const override;

 private:
  void add_stem(const BuildContext& context, const ResNetOptions& options, bool numbered);

  std::vector<int64_t> out_indices_;
  bool pool_ = true;
  int64_t size_step_ = 1;
  Sequence* deep_stem_ = nullptr;
  const Layer* conv1_ = nullptr;
  const Layer* norm1_ = nullptr;
  std::vector<const Layer*> stages_;
};

}  // namespace slipway::model
