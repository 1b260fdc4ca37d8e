// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// The one that torchvision has.
const RegisterModel<ResNet> kResNet("mmpretrain.models.backbones.resnet.ResNet");
/// With three 3×3 convolutions as its stem.
const RegisterModel<ResNet> kResNetV1c("mmpretrain.models.backbones.resnet.ResNetV1c",
                                       ResNetVariant{.deep_stem = true, .avg_down = false});
/// ResNetV1c whose shortcuts shrink by averaging.
const RegisterModel<ResNet> kResNetV1d("mmpretrain.models.backbones.resnet.ResNetV1d",
                                       ResNetVariant{.deep_stem = true, .avg_down = true});

}  // namespace
}  // namespace slipway::model
