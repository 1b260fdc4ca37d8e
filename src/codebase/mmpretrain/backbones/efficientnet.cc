// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/efficientnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<EfficientNet> kEfficientNet("mmpretrain.models.backbones.efficientnet.EfficientNet");
const RegisterModel<EfficientNetV2> kEfficientNetV2("mmpretrain.models.backbones.efficientnet_v2.EfficientNetV2");

}  // namespace
}  // namespace slipway::model
