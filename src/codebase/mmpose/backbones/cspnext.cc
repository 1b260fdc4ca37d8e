// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/cspnext.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<CspNext> kMmposeCspNext("mmpose.models.backbones.cspnext.CSPNeXt", /*norm_eps=*/0.001,
                                            /*spp_chained=*/false);

}  // namespace
}  // namespace slipway::model
