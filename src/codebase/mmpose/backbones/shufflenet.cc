// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/shufflenet.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<ShuffleNetV1> kPoseShuffleNetV1("mmpose.models.backbones.shufflenet_v1.ShuffleNetV1");
const RegisterModel<ShuffleNetV2> kPoseShuffleNetV2("mmpose.models.backbones.shufflenet_v2.ShuffleNetV2");

}  // namespace
}  // namespace slipway::model
