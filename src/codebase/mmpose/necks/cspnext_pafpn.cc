// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/neck/yolox_pafpn.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<YoloxPafpn> kMmposeCspNextPafpn("mmpose.models.necks.cspnext_pafpn.CSPNeXtPAFPN",
                                                    PafpnKind::kCspNextOfMmpose);

}  // namespace
}  // namespace slipway::model
