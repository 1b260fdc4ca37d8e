// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/mobilenet_v2.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<MobileNetV2> kMobileNetV2("mmpretrain.models.backbones.mobilenet_v2.MobileNetV2");

}  // namespace
}  // namespace slipway::model
