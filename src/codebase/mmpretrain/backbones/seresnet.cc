// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// With squeeze-and-excitation in its blocks.
const RegisterModel<ResNet> kSeResNet("mmpretrain.models.backbones.seresnet.SEResNet",
                                      ResNetVariant{.squeeze = true, .deep_only = true});

}  // namespace
}  // namespace slipway::model
