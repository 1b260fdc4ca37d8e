// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

namespace slipway::model {
namespace {

/// ResNeXt with squeeze-and-excitation in its blocks.
std::shared_ptr<torch::nn::Module> build_seresnext(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.SEResNeXt");
  ResNetOptions options = read_resnet(args, {50, 101, 152});
  options.deep_stem = args.boolean("deep_stem", false);
  options.avg_down = args.boolean("avg_down", false);
  read_groups(args, options);
  options.se_ratio = args.integer("se_ratio", 16);
  return make_resnet(args, context, options);
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.SEResNeXt",
                                      ModelType{build_seresnext, "mmpretrain.models.backbones.seresnext.SEResNeXt"});

}  // namespace slipway::model
