// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNet with three 3×3 convolutions as its stem.
std::shared_ptr<torch::nn::Module> build_resnet_v1c(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ResNetV1c");
  ResNetOptions options = read_resnet(args, {18, 34, 50, 101, 152});
  options.deep_stem = true;
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ResNetV1c",
                                      ModelType{build_resnet_v1c, "mmpretrain.models.backbones.resnet.ResNetV1c"});

}  // namespace slipway::model
