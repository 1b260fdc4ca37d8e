// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/mobilenet_v3.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<MobileNetV3> kMobileNetV3("mmpretrain.models.backbones.mobilenet_v3.MobileNetV3");

}  // namespace
}  // namespace slipway::model
