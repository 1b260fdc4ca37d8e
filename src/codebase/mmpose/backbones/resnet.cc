// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/resnet.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<ResNet> kPoseResNet("mmpose.models.backbones.resnet.ResNet");
const RegisterModel<ResNet> kPoseResNetV1d("mmpose.models.backbones.resnet.ResNetV1d",
                                           ResNetVariant{.deep_stem = true, .avg_down = true});
const RegisterModel<ResNet> kPoseResNext("mmpose.models.backbones.resnext.ResNeXt",
                                         ResNetVariant{.grouped = true, .deep_only = true});
const RegisterModel<ResNet> kPoseSeResNet("mmpose.models.backbones.seresnet.SEResNet",
                                          ResNetVariant{.squeeze = true, .deep_only = true});
const RegisterModel<ResNet> kPoseSeResNext("mmpose.models.backbones.seresnext.SEResNeXt",
                                           ResNetVariant{.grouped = true, .squeeze = true, .deep_only = true});
const RegisterModel<ResNet> kPoseScNet("mmpose.models.backbones.scnet.SCNet",
                                       ResNetVariant{.deep_only = true, .self_calibrated = true});

}  // namespace
}  // namespace slipway::model
