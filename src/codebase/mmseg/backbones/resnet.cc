// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<ResNet> kSegResNet("mmseg.models.backbones.resnet.ResNet", ResNetVariant{.segmentation = true});
const RegisterModel<ResNet> kSegResNetV1c("mmseg.models.backbones.resnet.ResNetV1c",
                                          ResNetVariant{.deep_stem = true, .avg_down = false, .segmentation = true});
const RegisterModel<ResNet> kSegResNetV1d("mmseg.models.backbones.resnet.ResNetV1d",
                                          ResNetVariant{.deep_stem = true, .avg_down = true, .segmentation = true});

}  // namespace
}  // namespace slipway::model
