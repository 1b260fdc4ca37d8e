// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// ResNeXt with squeeze-and-excitation in its blocks.
const RegisterModel<ResNet> kSeResNext("mmpretrain.models.backbones.seresnext.SEResNeXt",
                                       ResNetVariant{.grouped = true, .squeeze = true, .deep_only = true});

}  // namespace
}  // namespace slipway::model
