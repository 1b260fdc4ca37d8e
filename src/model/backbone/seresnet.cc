// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNet with squeeze-and-excitation in its blocks.
std::shared_ptr<torch::nn::Module> build_seresnet(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.SEResNet");
  ResNetOptions options = read_resnet(args, {50, 101, 152});
  options.deep_stem = args.boolean("deep_stem", false);
  options.avg_down = args.boolean("avg_down", false);
  options.se_ratio = args.integer("se_ratio", 16);
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.SEResNet",
                                      ModelType{build_seresnet, "mmpretrain.models.backbones.seresnet.SEResNet"});

}  // namespace slipway::model
