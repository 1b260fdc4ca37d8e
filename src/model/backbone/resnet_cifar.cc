// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNet for small images.
std::shared_ptr<torch::nn::Module> build_resnet_cifar(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ResNet_CIFAR");
  ResNetOptions options = read_resnet(args, {18, 34, 50, 101, 152});
  options.cifar_stem = true;
  options.avg_down = args.boolean("avg_down", false);
  args.refuse_if_set("deep_stem", "this type has a stem of its own");
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ResNet_CIFAR",
                                      ModelType{build_resnet_cifar,
                                                "mmpretrain.models.backbones.resnet_cifar.ResNet_CIFAR"});

}  // namespace slipway::model
