// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/shufflenet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<ShuffleNetV1> kShuffleNetV1("mmpretrain.models.backbones.shufflenet_v1.ShuffleNetV1");
const RegisterModel<ShuffleNetV2> kShuffleNetV2("mmpretrain.models.backbones.shufflenet_v2.ShuffleNetV2");

}  // namespace
}  // namespace slipway::model
