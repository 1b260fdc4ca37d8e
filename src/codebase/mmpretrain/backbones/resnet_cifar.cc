// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// For small images.
const RegisterModel<ResNet> kResNetCifar("mmpretrain.models.backbones.resnet_cifar.ResNet_CIFAR",
                                         ResNetVariant{.deep_stem = false, .cifar_stem = true});

}  // namespace
}  // namespace slipway::model
