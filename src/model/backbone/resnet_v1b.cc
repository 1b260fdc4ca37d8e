// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNet as mmpretrain means it without a suffix: the one that torchvision has.
std::shared_ptr<torch::nn::Module> build_resnet(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ResNet");
  ResNetOptions options = read_resnet(args, {18, 34, 50, 101, 152});
  options.deep_stem = args.boolean("deep_stem", false);
  options.avg_down = args.boolean("avg_down", false);
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ResNet",
                                      ModelType{build_resnet, "mmpretrain.models.backbones.resnet.ResNet"});

}  // namespace slipway::model
