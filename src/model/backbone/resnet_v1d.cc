// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNetV1c whose shortcuts shrink by averaging.
std::shared_ptr<torch::nn::Module> build_resnet_v1d(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ResNetV1d");
  ResNetOptions options = read_resnet(args, {18, 34, 50, 101, 152});
  options.deep_stem = true;
  options.avg_down = true;
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ResNetV1d",
                                      ModelType{build_resnet_v1d, "mmpretrain.models.backbones.resnet.ResNetV1d"});

}  // namespace slipway::model
