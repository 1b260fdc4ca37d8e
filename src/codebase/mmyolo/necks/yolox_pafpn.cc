// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/necks/base_yolo_neck.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<YoloPafpn> kMmyoloYoloxPafpn("mmyolo.models.necks.yolox_pafpn.YOLOXPAFPN", PafpnKind::kYolox);

}  // namespace
}  // namespace slipway::model
