// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNet with grouped convolutions.
std::shared_ptr<torch::nn::Module> build_resnext(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ResNeXt");
  ResNetOptions options = read_resnet(args, {50, 101, 152});
  options.deep_stem = args.boolean("deep_stem", false);
  options.avg_down = args.boolean("avg_down", false);
  read_groups(args, options);
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ResNeXt",
                                      ModelType{build_resnext, "mmpretrain.models.backbones.resnext.ResNeXt"});

}  // namespace slipway::model
