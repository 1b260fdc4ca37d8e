// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/neck/yolox_pafpn.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<YoloxPafpn> kMmposeYoloxPafpn("mmpose.models.necks.yolox_pafpn.YOLOXPAFPN", PafpnKind::kYolox);

}  // namespace
}  // namespace slipway::model
