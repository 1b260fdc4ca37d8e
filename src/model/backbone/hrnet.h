// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/args.h"
#include "model/layer/layer.h"
#include "model/layer/norm.h"

namespace slipway::model {

/// How the libraries' HRNets differ.
struct HrNetVariant {
  bool bilinear = false;           ///< how coarse branches are enlarged where they meet finer ones, else nearest
  bool multiscale_output = false;  ///< whether all branches leave the network, where the config does not say
};

class HrModule;

/// HRNet: branches of several resolutions side by side. Keys `conv{1,2}.*`, `bn{1,2}.*`, `layer1.*`, `transitionS.*`,
/// `stageS.I.{branches,fuse_layers}.*`.
class HrNet : public FeatureModule {
 public:
  HrNet(Args& args, const BuildContext& context, const HrNetVariant& variant = {});
  int64_t size_step() const override { return 32; }

 protected:
  Tensors forward(const Tensors& inputs) const override;

 private:
  class Transition;
  class Stage;

  const Layer* conv1_ = nullptr;
  const Layer* norm1_ = nullptr;
  const Layer* conv2_ = nullptr;
  const Layer* norm2_ = nullptr;
  const Sequence* layer1_ = nullptr;
  std::vector<const Transition*> transitions_;
  std::vector<const Stage*> stages_;
};

}  // namespace slipway::model
