// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/hrnet.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<HrNet> kPoseHrNet("mmpose.models.backbones.hrnet.HRNet");

}  // namespace
}  // namespace slipway::model
