// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// With grouped convolutions.
const RegisterModel<ResNet> kResNext("mmpretrain.models.backbones.resnext.ResNeXt",
                                     ResNetVariant{.grouped = true, .deep_only = true});

}  // namespace
}  // namespace slipway::model
